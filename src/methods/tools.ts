// tools.*: the catalogue for whoever sets up an agent, and what may be used in a session right now.
import type { ToolFacts } from '../agent-seams.ts';
import { invalidRequest } from '../errors.ts';
import * as tools from '../protocol/tools.ts';
import { method, type Table } from './method.ts';
import { agentOf } from './target.ts';
import { toolSceneOf } from './tool-scene.ts';

const SUMMARY_CHARACTERS = 120;
/** By this name settings of OpenClaw know all that servers bring. */
const PLUGIN = 'bundle-mcp';

export const toolMethods: Table = {
  'tools.catalog': method({
    params: tools.CatalogParams,
    result: tools.Catalog,
    async handle({ agentId: given, includePlugins }, _caller, around): Promise<tools.Catalog> {
      const agentId = agentOf(given, around);
      if (!around.agents().some(({ id }) => id === agentId)) throw invalidRequest(`unknown agent id "${agentId}"`);
      const catalogue = await around.tools.all();
      const { profiles } = catalogue;
      const shown = catalogue.tools.filter(({ source }) => includePlugins || source === 'core');
      return {
        agentId,
        profiles: profiles.map(({ id, label }) => ({ id, label })),
        groups: catalogue.groups.flatMap(({ id, label }) => {
          const members = shown.filter(({ group }) => group === id);
          const [first] = members;
          if (!first) return [];
          const entries = members.map((tool) => ({
            id: tool.name,
            label: tool.label,
            description: summary(tool.description),
            ...origin(tool),
            defaultProfiles: profiles
              .filter((profile) => profile.id !== 'full' && profile.tools.includes(tool.name))
              .map((profile) => profile.id),
          }));
          return [{ id, label, ...origin(first), tools: entries }];
        }),
      };
    },
  }),
  'tools.effective': method({
    params: tools.EffectiveParams,
    result: tools.Effective,
    async handle(params, _caller, around): Promise<tools.Effective> {
      const scene = await toolSceneOf(params, around);
      const { profile, tools: offered, notices } = await around.tools.offered(scene);
      const groups = [
        { id: 'core' as const, label: 'Built-in tools' },
        { id: 'mcp' as const, label: 'MCP servers' },
      ];
      return {
        agentId: scene.agentId,
        profile,
        groups: groups.flatMap(({ id, label }) => {
          const members = offered.filter(({ source }) => source === id);
          if (members.length === 0) return [];
          return [{ id, label, source: id, tools: members.map(entry) }];
        }),
        ...(notices.length === 0 ? {} : { notices }),
      };
    },
  }),
};

function entry({ name, label, description, source }: ToolFacts) {
  return { id: name, label, description: summary(description), rawDescription: description, source };
}

function origin({ source }: ToolFacts): { source: 'core' | 'plugin'; pluginId?: string } {
  return source === 'core' ? { source } : { source: 'plugin', pluginId: PLUGIN };
}

function summary(description: string): string {
  const line = description.trim().split('\n', 1)[0] ?? '';
  if (line.length <= SUMMARY_CHARACTERS) return line;
  const cut = line.slice(0, SUMMARY_CHARACTERS);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), SUMMARY_CHARACTERS / 2)).toWellFormed()}...`;
}
