// Settings of who may come in: secrets, proxies that are believed, Tailscale, limits, TLS.
import * as v from 'valibot';
import { Scope } from '../protocol/scopes.ts';
import { SecretSource } from './model-settings.ts';

const Text = v.pipe(v.string(), v.nonEmpty());
const Count = v.pipe(v.number(), v.integer(), v.minValue(1));
const HeaderName = v.pipe(Text, v.regex(/^[A-Za-z0-9-]{1,64}$/, 'a header name'), v.toLowerCase());
const HeaderNames = v.optional(v.array(HeaderName), []);

export const AuthMode = v.picklist(['token', 'password', 'none', 'trusted-proxy']);
export type AuthMode = v.InferOutput<typeof AuthMode>;

/** The secret itself, or where it is kept. A program is not asked: the answer to a knock must not wait for one. */
const Secret = v.union([Text, v.variant('source', [SecretSource.options[0], SecretSource.options[1]])]);
export type DoorSecret = v.InferOutput<typeof Secret>;

/** Only with two keys: whoever can check a signature must not be able to make one. */
const Algorithm = v.picklist([
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
]);
const HttpsUrl = v.pipe(v.string(), v.url());

/** A signed statement of the proxy about its user. A preset knows everything but whom it is for. */
export const Assertion = v.object({
  preset: v.optional(v.picklist(['cloudflare-access', 'pomerium', 'google-iap'])),
  /** cloudflare-access: the team's name or address; pomerium: the host of the route. */
  team: v.optional(Text),
  host: v.optional(Text),
  header: v.optional(HeaderName),
  jwksUrl: v.optional(HttpsUrl),
  jwks: v.optional(v.object({ keys: v.array(v.record(v.string(), v.unknown())) })),
  issuer: v.optional(Text),
  audience: v.optional(v.union([Text, v.array(Text)])),
  algorithms: v.optional(v.pipe(v.array(Algorithm), v.minLength(1))),
  userClaim: v.optional(Text),
});
export type Assertion = v.InferOutput<typeof Assertion>;

const DeviceAutoApprove = v.object({
  enabled: v.optional(v.boolean(), false),
  scopes: v.optional(v.array(Scope), ['operator.read', 'operator.write', 'operator.approvals', 'operator.questions']),
});

export const TrustedProxy = v.object({
  userHeader: v.optional(HeaderName),
  requiredHeaders: HeaderNames,
  allowUsers: v.optional(v.array(Text), []),
  allowLoopback: v.optional(v.boolean(), false),
  deviceAutoApprove: v.optional(DeviceAutoApprove, {}),
  assertion: v.optional(Assertion),
  /** A socket lives no longer than this, so that whoever lost the right to come in does not stay. */
  maxSocketAgeSeconds: v.optional(Count, 43_200),
});
export type TrustedProxy = v.InferOutput<typeof TrustedProxy>;

/** Failed attempts, for each kind of secret and each address. */
export const RateLimit = v.object({
  maxAttempts: v.optional(Count, 10),
  windowMs: v.optional(Count, 60_000),
  lockoutMs: v.optional(Count, 300_000),
  exemptLoopback: v.optional(v.boolean(), true),
});
export type RateLimit = v.InferOutput<typeof RateLimit>;

export const DoorAuth = v.object({
  mode: v.optional(AuthMode),
  token: v.optional(Secret),
  password: v.optional(Secret),
  allowTailscale: v.optional(v.boolean()),
  rateLimit: v.optional(RateLimit, {}),
  trustedProxy: v.optional(TrustedProxy),
  identityScopes: v.optional(v.record(v.string(), v.array(Scope)), {}),
});

export const Tailscale = v.object({
  mode: v.optional(v.picklist(['off', 'serve', 'funnel']), 'off'),
  /** Whose login is enough where logins are believed; without any, everyone's whom the tailnet lets through. */
  allowUsers: v.optional(v.array(Text), []),
  /** Whether the way in is taken down again when the gateway ends. */
  resetOnExit: v.optional(v.boolean(), true),
});
export type Tailscale = v.InferOutput<typeof Tailscale>;

/** Without paths, a certificate is made and kept in the state directory. */
export const Tls = v.object({
  enabled: v.optional(v.boolean(), false),
  autoGenerate: v.optional(v.boolean(), true),
  certPath: v.optional(Text),
  keyPath: v.optional(Text),
});
export type Tls = v.InferOutput<typeof Tls>;

/** Without max-age a browser does not heed it. */
const TransportSecurity = v.pipe(Text, v.regex(/^(?=.*max-age="?\d)[ -~]{1,200}$/i, 'a header like max-age=31536000'));

export const SecurityHeaders = v.object({
  strictTransportSecurity: v.optional(v.union([v.literal(false), TransportSecurity]), false),
});
