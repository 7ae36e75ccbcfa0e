// The handshake: challenge, connect, hello-ok.
import * as v from 'valibot';
import { Health, Presence } from './system.ts';

export const PROTOCOL = 4;

export const clientIds = [
  'webchat-ui',
  'openclaw-control-ui',
  'openclaw-browser-copilot',
  'openclaw-tui',
  'webchat',
  'cli',
  'gateway-client',
  'openclaw-macos',
  'openclaw-linux',
  'openclaw-ios',
  'openclaw-watchos',
  'openclaw-android',
  'node-host',
  'openclaw-worker',
  'test',
  'fingerprint',
  'openclaw-probe',
] as const;

export const clientModes = ['webchat', 'cli', 'ui', 'backend', 'node', 'worker', 'probe', 'test'] as const;

const Text = v.pipe(v.string(), v.nonEmpty());
const Texts = v.array(Text);

export const Challenge = v.object({ nonce: Text, ts: v.number() });
export type Challenge = v.InferOutput<typeof Challenge>;

export const Client = v.object({
  id: v.picklist(clientIds),
  displayName: v.optional(Text),
  version: Text,
  platform: Text,
  deviceFamily: v.optional(Text),
  modelIdentifier: v.optional(Text),
  timeZone: v.optional(v.pipe(Text, v.maxLength(64))),
  mode: v.picklist(clientModes),
  instanceId: v.optional(Text),
});
export type Client = v.InferOutput<typeof Client>;

export const DeviceProof = v.object({
  id: Text,
  publicKey: Text,
  signature: Text,
  signedAt: v.pipe(v.number(), v.integer(), v.minValue(0)),
  nonce: v.optional(v.string()),
});
export type DeviceProof = v.InferOutput<typeof DeviceProof>;

export const Credentials = v.object({
  token: v.optional(v.string()),
  password: v.optional(v.string()),
  deviceToken: v.optional(v.string()),
  bootstrapToken: v.optional(v.string()),
});
export type Credentials = v.InferOutput<typeof Credentials>;

export const ConnectParams = v.object({
  minProtocol: v.pipe(v.number(), v.integer(), v.minValue(1)),
  maxProtocol: v.pipe(v.number(), v.integer(), v.minValue(1)),
  client: Client,
  role: v.optional(Text, 'operator'),
  scopes: v.optional(Texts),
  caps: v.optional(Texts, []),
  device: v.optional(DeviceProof),
  auth: v.optional(Credentials, {}),
  locale: v.optional(v.string()),
  userAgent: v.optional(v.string()),
});
export type ConnectParams = v.InferOutput<typeof ConnectParams>;

export const StateVersion = v.object({ presence: v.number(), health: v.number() });
export type StateVersion = v.InferOutput<typeof StateVersion>;

export const HelloOk = v.object({
  type: v.literal('hello-ok'),
  protocol: v.literal(PROTOCOL),
  server: v.object({ version: Text, bootId: Text, connId: Text }),
  features: v.object({ methods: Texts, events: Texts, capabilities: Texts }),
  snapshot: v.object({
    presence: v.array(Presence),
    health: Health,
    stateVersion: StateVersion,
    uptimeMs: v.number(),
    sessionDefaults: v.object({
      defaultAgentId: Text,
      modelConfigured: v.boolean(),
      ownership: v.literal('sole'),
      selectionRequired: v.boolean(),
      mainKey: Text,
      mainSessionKey: Text,
      scope: Text,
    }),
    authMode: v.picklist(['none', 'token', 'password', 'trusted-proxy']),
  }),
  auth: v.object({
    method: Text,
    role: Text,
    scopes: v.array(v.string()),
    deviceToken: v.optional(Text),
    issuedAtMs: v.optional(v.number()),
  }),
  policy: v.object({
    maxPayload: v.number(),
    maxBufferedBytes: v.number(),
    tickIntervalMs: v.number(),
    attachments: v.object({ maxBytes: v.number(), maxImageBytes: v.number() }),
  }),
});
export type HelloOk = v.InferOutput<typeof HelloOk>;
