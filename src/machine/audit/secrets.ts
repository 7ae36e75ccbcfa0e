// The secret that opens the gateway: whether it can be guessed, and whether it is anywhere else too.
import { readEnvironment } from '../../config/environment.ts';
import { valueAt } from '../../config/path.ts';
import { exposureOf, type SettingsFacts } from './facts.ts';
import { type Finding, found } from './finding.ts';

type Kind = 'token' | 'password';

const enough: Record<Kind, number> = { token: 24, password: 12 };
const LEAST_DIFFERENT = 5;
/** So many digits and signs around a common word make nothing better. */
const TRIMMINGS = 8;
const WORDS =
  /^(?:pass(?:word|wort|phrase)?|secret|token|change|admin|root|user|test|demo|example|default|letmein|welcome|openclaw|clawdbot|pincer|gateway|my|me|the|your|here)*$/i;
const ROWS =
  'abcdefghijklmnopqrstuvwxyz qwertyuiop qwertzuiop asdfghjkl zyxwvutsrqponmlkjihgfedcba 01234567890 09876543210';

export function auditSecrets(facts: SettingsFacts): Finding[] {
  const kinds: Kind[] = facts.auth.mode === 'token' ? ['token'] : facts.auth.mode === 'none' ? [] : ['password'];
  return kinds.flatMap((kind) => found(tooEasy(kind, facts), inTwoPlaces(kind, facts), usedElsewhere(kind, facts)));
}

/** Made of words that everybody tries first, or of too few different characters. */
export function isGuessable(secret: string): boolean {
  const letters = secret.replace(/[^a-z]/gi, '');
  const common = secret.length - letters.length <= TRIMMINGS && WORDS.test(letters);
  return common || new Set(secret).size < LEAST_DIFFERENT || ROWS.includes(secret.toLowerCase());
}

function tooEasy(kind: Kind, { settings: { gateway }, auth }: SettingsFacts): Finding | null {
  const secret = auth[kind];
  if (secret === null) return null;
  const why = 'a wrong guess only makes its address wait, and there are many addresses';
  const fix = `set a long random gateway.auth.${kind}, such as \`openssl rand -base64 32\` prints`;
  if (isGuessable(secret)) {
    const what = `The ${kind} of the gateway is one that is tried first`;
    return { id: `gateway.${kind}_guessable`, severity: 'critical', what, why, fix };
  }
  if (secret.length >= enough[kind]) return null;
  const exposed = exposureOf(gateway) !== 'this machine' || gateway.tailscale.mode === 'funnel';
  return {
    id: `gateway.${kind}_too_short`,
    severity: exposed && secret.length < enough.password ? 'critical' : 'warning',
    what: `The ${kind} of the gateway has fewer than ${enough[kind]} characters`,
    why,
    fix,
  };
}

function inTwoPlaces(kind: Kind, { settings: { gateway }, written, environment }: SettingsFacts): Finding | null {
  const name = `OPENCLAW_GATEWAY_${kind.toUpperCase()}`;
  const variable = readEnvironment(environment)[kind];
  const inFile = gateway.auth[kind];
  const pointing = JSON.stringify(valueAt(written, ['gateway', 'auth', kind]) ?? '').includes(name);
  if (variable === undefined || inFile === undefined || pointing) return null;
  const same = inFile === variable;
  return {
    id: 'gateway.secret_in_two_places',
    severity: same ? 'info' : 'warning',
    what: `${name} and gateway.auth.${kind} are both set`,
    why: `the variable wins: ${same ? 'to change the file would change nothing' : 'what stands in the file opens nothing, and to change it changes nothing'}`,
    fix: `take one of them away: pincer config unset gateway.auth.${kind}`,
  };
}

function usedElsewhere(kind: Kind, { settings: { gateway }, auth }: SettingsFacts): Finding | null {
  const secret = auth[kind];
  const { remote } = gateway;
  if (secret === null || (secret !== remote.token && secret !== remote.password)) return null;
  const twin = secret === remote.token ? 'token' : 'password';
  return {
    id: 'gateway.remote_secret_reused',
    severity: 'warning',
    what: `gateway.remote.${twin} is the ${kind} of this gateway too`,
    why: 'whoever learns the one opens both',
    fix: `set another gateway.auth.${kind} here, or another secret at the remote gateway`,
  };
}
