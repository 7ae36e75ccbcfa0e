import {
  chmodSync,
  chownSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { auditDevices } from '../../src/machine/audit/devices.ts';
import { mend } from '../../src/machine/audit/mend.ts';
import { otherPeople } from '../../src/machine/audit/people.ts';
import { databasePlace } from '../../src/machine/database-place.ts';
import { type StateDirectory, stateDirectory } from '../../src/machine/state-directory.ts';
import { idsOf, TOKEN } from './audit-facts.ts';
import { auditAt, NOW, put, putDevices, soundHome } from './audit-home.ts';

const ROOT = process.geteuid?.() === 0;
const DAY_MS = 86_400_000;

test('the audit finds nothing where a gateway has been started', async () => {
  const { directory } = soundHome();
  await putDevices(directory, [{}]);
  expect(await auditAt(directory)).toEqual([]);
});

test('the audit finds nothing where nothing is', async () => {
  const { home } = soundHome();
  expect(await auditAt(stateDirectory(join(home, 'nowhere')))).toEqual([]);
});

test.each([
  ['777', 'critical fs.state_dir.perms_world_writable'],
  ['770', 'warning fs.state_dir.perms_group_writable'],
  ['755', 'warning fs.state_dir.perms_readable'],
])('the audit of a state directory with the permissions %s', async (mode, found) => {
  const { directory } = soundHome();
  chmodSync(directory.path, Number.parseInt(mode, 8));
  expect(idsOf(await auditAt(directory))).toEqual([found]);
});

type File = (directory: StateDirectory) => string;
const files: [name: string, file: File, mode: number, open: string, shut: string][] = [
  ['settings', (it) => it.settings, 0o644, 'critical fs.config.perms_world_readable', 'warning'],
  ['settings', (it) => it.settings, 0o640, 'warning fs.config.perms_group_readable', 'warning'],
  ['settings', (it) => it.settings, 0o620, 'critical fs.config.perms_writable', 'warning'],
  ['database', (it) => it.database, 0o604, 'critical fs.database.perms_world_readable', 'warning'],
  ['write-ahead log', (it) => `${it.database}-wal`, 0o606, 'critical fs.database.perms_writable', 'warning'],
  ['shared memory', (it) => `${it.database}-shm`, 0o644, 'critical fs.database.perms_world_readable', 'warning'],
  ['signing key', (it) => it.signingKey, 0o644, 'critical fs.signing_key.perms_world_readable', 'warning'],
  ['log', (it) => it.log, 0o644, 'warning fs.log.perms_world_readable', 'warning'],
  ['older log', (it) => `${it.log}.1`, 0o666, 'warning fs.log.perms_writable', 'warning'],
  ['key of the certificate', (it) => it.tls.key, 0o644, 'critical fs.tls_key.perms_world_readable', 'warning'],
  ['lock', (it) => it.lock, 0o666, 'warning fs.lock.perms_writable', 'warning'],
];

test.each(files)('the audit of the %s, were it open to others', async (_, file, mode, open, shut) => {
  const { directory } = soundHome();
  const path = file(directory);
  if (!readdirSync(directory.path).some((name) => path.endsWith(name))) put(path, '{}');
  chmodSync(path, mode);
  const found = (await auditAt(directory)).filter(({ what }) => what.includes(path) && !what.includes('cannot'));
  expect(idsOf(found)).toEqual([open.replace(/^\w+/, shut)]);
  chmodSync(directory.path, 0o755);
  expect(idsOf(await auditAt(directory))).toContain(open);
});

test('the audit names the secrets that others can read, and not those that stand elsewhere', async () => {
  const providers = {
    a: { baseUrl: 'https://a.example.com', apiKey: 'sk-0123456789abcdef' },
    b: { baseUrl: 'https://b.example.com', apiKey: ['$', '{B_KEY}'].join('') },
  };
  const { directory } = soundHome({ gateway: { auth: { token: TOKEN } }, models: { providers } });
  chmodSync(directory.settings, 0o644);
  const [found] = await auditAt(directory, { B_KEY: 'the-key-of-b' });
  expect(found?.why).toContain('take the secrets in it: gateway.auth.token, models.providers.a.apiKey, were');
  expect(JSON.stringify(found)).not.toMatch(/k7Qz0|sk-0123|the-key-of-b/);
});

test('the audit sees links that lead out of the state directory', async () => {
  const { home, directory } = soundHome();
  const elsewhere = join(home, 'elsewhere.json');
  renameSync(directory.settings, elsewhere);
  symlinkSync(elsewhere, directory.settings);
  chmodSync(elsewhere, 0o644);
  const found = await auditAt(directory);
  expect(idsOf(found)).toEqual(['critical fs.config.perms_world_readable', 'warning fs.config.symlink']);
  expect(found.flatMap(({ mend: way }) => way ?? [])).toEqual([]);
  const inside = soundHome();
  renameSync(inside.directory.settings, join(inside.directory.path, 'real.json'));
  symlinkSync('real.json', inside.directory.settings);
  expect(await auditAt(inside.directory)).toEqual([]);
});

test('the audit judges settings that are kept elsewhere, and the folder around them', async () => {
  const { home, directory } = soundHome();
  const settings = put(join(home, 'settings', 'mine.json'), '{}', 0o644);
  const elsewhere = stateDirectory(directory.path, settings);
  const [found, ...others] = await auditAt(elsewhere);
  expect(found).toMatchObject({ id: 'fs.config.perms_world_readable', mend: { kind: 'close', path: settings } });
  expect(idsOf(others)).toEqual(['info gateway.auth_no_secret']);
  chmodSync(join(home, 'settings'), 0o777);
  expect(idsOf(await auditAt(elsewhere))).toContain('critical fs.config.parent_world_writable');
});

test('the audit sees a state directory that is a link, and a file that is none', async () => {
  const { home, directory } = soundHome();
  const link = join(home, 'link');
  symlinkSync(directory.path, link);
  expect(idsOf(await auditAt(stateDirectory(link)))).toEqual(['warning fs.state_dir.symlink']);
  rmSync(directory.log);
  mkdirSync(directory.log);
  expect(idsOf(await auditAt(directory))).toEqual(['warning fs.log.kind']);
});

test('the audit sees a folder above that everybody may change, unless only owners may remove there', async () => {
  const { home, directory } = soundHome();
  chmodSync(home, 0o777);
  expect(idsOf(await auditAt(directory))).toEqual(['critical fs.state_dir.parent_world_writable']);
  chmodSync(home, 0o1777);
  expect(await auditAt(directory)).toEqual([]);
});

test('the audit sees a folder inside that others may write, once they can reach it', async () => {
  const { directory } = soundHome();
  chmodSync(join(directory.path, 'logs'), 0o777);
  expect(await auditAt(directory)).toEqual([]);
  chmodSync(directory.path, 0o711);
  expect(idsOf(await auditAt(directory))).toContain('warning fs.folder.perms_writable');
});

test.skipIf(!ROOT)('the audit sees what belongs to another user', async () => {
  const { home, directory } = soundHome();
  chownSync(directory.signingKey, 12_345, 12_345);
  expect(idsOf(await auditAt(directory))).toEqual(['critical fs.signing_key.owner']);
  chownSync(directory.signingKey, 0, 0);
  chownSync(home, 12_345, 12_345);
  expect(idsOf(await auditAt(directory))).toEqual(['warning fs.state_dir.parent_owner']);
  // Root looks after the installation of somebody else.
  for (const name of ['', ...readdirSync(directory.path, { recursive: true, encoding: 'utf8' })]) {
    chownSync(join(directory.path, name), 12_345, 12_345);
  }
  expect(await auditAt(directory)).toEqual([]);
});

test('the audit sees a signing key that is damaged, and one that is not random', async () => {
  const { directory } = soundHome();
  put(directory.signingKey, 'short');
  expect(idsOf(await auditAt(directory))).toEqual(['warning fs.signing_key.damaged']);
  put(directory.signingKey, Buffer.alloc(32, 7).toString('base64url'));
  expect(idsOf(await auditAt(directory))).toEqual(['critical fs.signing_key.weak']);
});

test('the audit sees a secret in the log, and says only where it stands', async () => {
  const { directory } = soundHome();
  put(`${directory.log}.1`, `{"message":"token was ${TOKEN}"}\n`);
  const found = await auditAt(directory);
  expect(idsOf(found)).toEqual(['critical logging.secret_in_log']);
  expect(found[0]?.what).toBe(`The log ${directory.log}.1 holds gateway.auth.token`);
  expect(JSON.stringify(found)).not.toContain(TOKEN);
});

test('the audit reads only the end of a log', async () => {
  const { directory } = soundHome();
  writeFileSync(directory.log, `${TOKEN}\n${'-'.repeat(2 * 1024 * 1024)}\nend\n`);
  expect(await auditAt(directory)).toEqual([]);
});

test('the audit sees secrets and programs that others may change', async () => {
  const { home, directory } = soundHome();
  const secret = put(join(home, 'secrets.json'), '{}');
  const program = put(join(home, 'vault'), '#!/bin/sh\n', 0o700);
  const providers = { file: { source: 'file', path: secret }, vault: { source: 'exec', command: program } };
  put(directory.settings, JSON.stringify({ gateway: { auth: { token: TOKEN } }, secrets: { providers } }));
  expect(await auditAt(directory)).toEqual([]);
  chmodSync(secret, 0o644);
  chmodSync(program, 0o777);
  expect(idsOf(await auditAt(directory))).toEqual([
    'critical programs.writable',
    'warning secrets.file_world_readable',
  ]);
  chmodSync(secret, 0o602);
  expect(idsOf(await auditAt(directory))).toContain('warning secrets.file_writable');
});

test('the audit finds a program of an MCP server as a start would', async () => {
  const { home, directory } = soundHome();
  put(join(home, 'bin', 'helper'), '#!/bin/sh\n', 0o777);
  const mcp = { servers: { mine: { command: 'helper' } } };
  put(directory.settings, JSON.stringify({ gateway: { auth: { token: TOKEN } }, mcp }));
  const found = await auditAt(directory, { PATH: join(home, 'bin') });
  expect(found.map(({ id, what }) => [id, what.includes('mcp.servers.mine')])).toEqual([['programs.writable', true]]);
  expect(await auditAt(directory, { PATH: '' })).toEqual([]);
});

test('the audit sees a page that others may change', async () => {
  const { home, directory } = soundHome();
  const root = join(home, 'page');
  put(join(root, 'assets', 'app.js'), '');
  put(directory.settings, JSON.stringify({ gateway: { auth: { token: TOKEN }, controlUi: { root } } }));
  expect(await auditAt(directory)).toEqual([]);
  chmodSync(join(root, 'assets', 'app.js'), 0o666);
  expect(idsOf(await auditAt(directory))).toEqual(['critical gateway.control_ui.root_writable']);
});

test('the audit sees administrators that stayed away and tokens that were taken back', async () => {
  const { directory } = soundHome();
  const long = NOW - 91 * DAY_MS;
  await putDevices(directory, [
    { seenAt: NOW - 89 * DAY_MS },
    { seenAt: long, name: 'old\u001b[2J' },
    { seenAt: long, scopes: ['operator.read'] },
    { seenAt: long, tokenScopes: ['operator.read'] },
    { seenAt: long, revokedAt: long },
    { seenAt: NOW, revokedAt: NOW - DAY_MS },
  ]);
  const before = readdirSync(directory.path);
  const bytes = readFileSync(directory.database);
  const found = await auditAt(directory);
  expect(idsOf(found)).toEqual(['warning devices.admin_unseen', 'info devices.revoked_long_ago']);
  expect(found.map(({ fix }) => fix)).toEqual([1, 4].map((id) => `pincer devices remove ${`${id}`.repeat(16)}`));
  expect(found[0]?.what).not.toContain('\u001b');
  expect(readdirSync(directory.path)).toEqual(before);
  expect(readFileSync(directory.database).equals(bytes)).toBe(true);
});

test('the audit says that it cannot look at a database that is none', async () => {
  const { directory } = soundHome();
  put(directory.database, 'not a database, but long enough to be looked at as one by whoever opens it');
  expect(idsOf(await auditDevices(databasePlace(directory, {}), NOW))).toEqual(['info devices.unread']);
});

test('the audit judges files also where the settings cannot be read', async () => {
  const { directory } = soundHome();
  put(directory.settings, '{ gateway: ', 0o644);
  expect(idsOf(await auditAt(directory))).toEqual(['warning config.invalid', 'warning fs.config.perms_world_readable']);
});

test('mend() closes what is open, and leaves what has another name or was exchanged', async () => {
  const { home, directory } = soundHome();
  const { path, settings, signingKey: key, log } = directory;
  linkSync(key, join(home, 'another-name'));
  for (const each of [settings, key, log]) chmodSync(each, 0o644);
  chmodSync(path, 0o755);
  const findings = await auditAt(directory);
  const foreign = put(join(home, 'foreign'), '', 0o644);
  rmSync(log);
  symlinkSync(foreign, log);
  const done = mend(findings, directory);
  expect(done.map(({ id, done: well }) => [id, well])).toEqual([
    ['fs.state_dir.perms_readable', true],
    ['fs.signing_key.perms_world_readable', false],
    ['fs.config.perms_world_readable', true],
    ['fs.log.perms_world_readable', false],
  ]);
  expect([path, settings, key, foreign].map((each) => statSync(each).mode & 0o777)).toEqual([
    0o700, 0o600, 0o644, 0o644,
  ]);
});

test('otherPeople() counts accounts that somebody can sign in with, but not one’s own', () => {
  const { home } = soundHome();
  const lines = [
    'root:x:0:0::/root:/bin/bash',
    'ada:x:1000:1000::/home/ada:/bin/bash',
    'bob:x:1001:1001::/home/bob:/bin/zsh',
  ];
  const list = put(
    join(home, 'passwd'),
    [...lines, 'www:x:1002:33::/srv:/usr/sbin/nologin', 'nobody:x:65534::::/bin/sh', ''].join('\n'),
  );
  expect(otherPeople(list, 1000)).toEqual(['bob']);
  expect(otherPeople(join(home, 'none'), 1000)).toEqual([]);
});
