using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;
using System.Text;

namespace Pintail.DuckDB.Native;

/// <summary>
/// A text handed to C for the time of one call: UTF-8 with a zero at its end. What C could not see as it is (a NUL would
/// end it early, half a surrogate pair has no UTF-8) is an error instead of another text.
/// </summary>
[CustomMarshaller(typeof(string), MarshalMode.ManagedToUnmanagedIn, typeof(ManagedToUnmanagedIn))]
internal static unsafe class Utf8Argument
{
    internal static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    internal ref struct ManagedToUnmanagedIn
    {
        private byte* _text;
        private byte* _allocated;

        public static int BufferSize => 512;

        public void FromManaged(string? managed, Span<byte> buffer)
        {
            if (managed is null)
            {
                return;
            }

            ThrowIfNotExpressible(managed);
            var capacity = checked(Encoding.UTF8.GetMaxByteCount(managed.Length) + 1);
            if (capacity <= buffer.Length)
            {
                // SAFETY: the generated stub hands over stack memory that lives until Free, so nothing needs a pin.
                _text = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(buffer));
            }
            else
            {
                _text = _allocated = (byte*)NativeMemory.Alloc((nuint)capacity);
            }

            var length = Encoding.UTF8.GetBytes(managed, new Span<byte>(_text, capacity - 1));
            _text[length] = 0;
        }

        public readonly byte* ToUnmanaged() => _text;

        public readonly void Free() => NativeMemory.Free(_allocated);
    }

    internal static void ThrowIfNotExpressible(string text)
    {
        for (var index = 0; index < text.Length; index++)
        {
            var c = text[index];
            if (c == '\0')
            {
                throw new ArgumentException(
                    $"Text for DuckDB holds a NUL character at index {index}, where DuckDB would end it. Remove it."
                );
            }

            if (!char.IsSurrogate(c))
            {
                continue;
            }

            if (!char.IsHighSurrogate(c) || index + 1 == text.Length || !char.IsLowSurrogate(text[index + 1]))
            {
                throw new ArgumentException(
                    $"Text for DuckDB holds half of a surrogate pair at index {index}, which UTF-8 cannot express. Remove it."
                );
            }

            index++;
        }
    }
}
