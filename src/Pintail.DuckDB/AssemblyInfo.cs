using System.Runtime.CompilerServices;

// Every signature in Native is blittable or names its marshaller, so the runtime has nothing to guess.
[assembly: DisableRuntimeMarshalling]
