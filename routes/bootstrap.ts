// What a page is told before it connects. A stranger learns how to ask, and nothing about whom or what is here.

export type BootstrapFacts = { assistantName: string; agentId: string; version: string };

export function bootstrap(authorised: boolean, facts: BootstrapFacts): Record<string, unknown> {
  const open = {
    basePath: '',
    embedSandbox: 'strict',
    allowExternalEmbedUrls: false,
    automaticallyFetchFavicons: false,
    communityInvite: false,
    terminalEnabled: false,
    cliAgentsEnabled: false,
    pluginAssetsRequireAuth: true,
    pluginFrameGrants: [],
  };
  if (!authorised) return open;
  return {
    ...open,
    assistantName: facts.assistantName,
    assistantAvatar: null,
    assistantAgentId: facts.agentId,
    serverVersion: facts.version,
  };
}
