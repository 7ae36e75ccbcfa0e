// The settings file's shape. Only what Pincer acts on is named here; everything else in the file is the user's.
import * as v from 'valibot';
import { Agents } from './agent-settings.ts';
import { DoorAuth, SecurityHeaders, Tailscale, Tls } from './door-settings.ts';
import { Fingerprint } from './fingerprint.ts';
import { Provider } from './model-settings.ts';
import { SecretProviders } from './secret-settings.ts';
import { Channels, McpServer, Tools } from './tool-settings.ts';

export type { Assertion, AuthMode, DoorSecret, RateLimit, TrustedProxy } from './door-settings.ts';
export type { Api, Provider, Secret, SecretSource } from './model-settings.ts';
export type { McpServer, Profile, ToolRule, ToolRules } from './tool-settings.ts';

const Text = v.pipe(v.string(), v.nonEmpty());
export const Port = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65535));

export const Bind = v.picklist(['loopback', 'lan', 'tailnet', 'auto', 'custom']);
export const LogLevel = v.picklist(['debug', 'info', 'warning', 'error']);
const QueueMode = v.picklist(['steer', 'followup', 'collect', 'interrupt']);

const Endpoint = v.optional(v.object({ enabled: v.optional(v.boolean(), true) }), {});

const Gateway = v.object({
  mode: v.optional(v.picklist(['local', 'remote']), 'local'),
  port: v.optional(Port, 18789),
  bind: v.optional(Bind, 'loopback'),
  customBindHost: v.optional(Text),
  auth: v.optional(DoorAuth, {}),
  /** Addresses and ranges of proxies whose word about a caller's address is believed. */
  trustedProxies: v.optional(v.array(Text), []),
  allowRealIpFallback: v.optional(v.boolean(), false),
  tailscale: v.optional(Tailscale, {}),
  tls: v.optional(Tls, {}),
  controlUi: v.optional(
    v.object({
      root: v.optional(Text),
      allowedOrigins: v.optional(v.array(Text), []),
    }),
    {},
  ),
  webchat: v.optional(
    v.object({
      chatHistoryMaxChars: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(500_000)), 8000),
    }),
    {},
  ),
  http: v.optional(
    v.object({
      endpoints: v.optional(v.object({ chatCompletions: Endpoint, responses: Endpoint }), {}),
      securityHeaders: v.optional(SecurityHeaders, {}),
    }),
    {},
  ),
  remote: v.optional(
    v.object({
      url: v.optional(Text),
      token: v.optional(Text),
      password: v.optional(Text),
      tlsFingerprint: v.optional(Fingerprint),
    }),
    {},
  ),
});

export const Settings = v.object({
  gateway: v.optional(Gateway, {}),
  models: v.optional(v.object({ providers: v.optional(v.record(v.string(), Provider), {}) }), {}),
  secrets: v.optional(SecretProviders, {}),
  agents: v.optional(Agents, {}),
  tools: v.optional(Tools, {}),
  channels: v.optional(Channels, {}),
  mcp: v.optional(v.object({ servers: v.optional(v.record(v.string(), McpServer), {}) }), {}),
  session: v.optional(v.object({ mainKey: v.optional(Text, 'main') }), {}),
  messages: v.optional(v.object({ queue: v.optional(v.object({ mode: v.optional(QueueMode, 'steer') }), {}) }), {}),
  logging: v.optional(v.object({ level: v.optional(LogLevel, 'info') }), {}),
});
export type Settings = v.InferOutput<typeof Settings>;
