// All tools that there are, whatever the rules say, and which profiles have them.
import { useState } from 'preact/hooks';
import { useAnswer } from '../../parts/use-answer.ts';
import { roomWords } from '../../words/words.ts';
import { Answered } from '../answered.tsx';
import { ToolGroup, ToolRow } from './tool-list.tsx';
import { groupName, profileName } from './tool-naming.ts';
import { Catalog, type CatalogTool } from './wire.ts';

/** More than can be taken in at a glance. */
const MANY = 16;
/** The profile that has every tool, and is therefore not named by any. */
const FULL = 'full';

export function ToolConfiguration({ agentId }: { agentId: string }) {
  const answer = useAnswer('tools.catalog', { agentId }, Catalog);
  return (
    <Answered answer={answer} rows={6}>
      {(catalog) => <Known catalog={catalog} />}
    </Answered>
  );
}

function Known({ catalog }: { catalog: Catalog }) {
  const { tools } = roomWords.value.agents;
  const [wish, setWish] = useState('');
  const count = catalog.groups.reduce((sum, group) => sum + group.tools.length, 0);
  const groups = catalog.groups
    .map((group) => ({ ...group, tools: group.tools.filter((tool) => fits(tool, wish)) }))
    .filter((group) => group.tools.length > 0);
  return (
    <>
      <p class="soft small">{count === 0 ? tools.noneKnown : tools.count(count)}</p>
      {count > MANY ? (
        <label class="label">
          {tools.filter}
          <input class="field" type="search" value={wish} onInput={(event) => setWish(event.currentTarget.value)} />
        </label>
      ) : null}
      {groups.length === 0 && count > 0 ? <p class="soft">{tools.nothingFits}</p> : null}
      {groups.map((group) => (
        <ToolGroup key={group.id} title={groupName(group)} count={group.tools.length}>
          {group.tools.map((tool) => (
            <ToolRow
              key={tool.id}
              id={tool.id}
              label={tool.label}
              description={tool.description}
              foot={<p class="soft small">{profilesOf(tool, catalog)}</p>}
            />
          ))}
        </ToolGroup>
      ))}
    </>
  );
}

function fits({ id, label, description }: CatalogTool, wish: string): boolean {
  const wanted = wish.trim().toLowerCase();
  return [id, label, description].some((part) => part.toLowerCase().includes(wanted));
}

function profilesOf({ defaultProfiles }: CatalogTool, { profiles }: Catalog): string {
  const { tools } = roomWords.value.agents;
  const having = profiles.filter(({ id }) => id === FULL || defaultProfiles.includes(id));
  const names = having.map(({ id, label }) => profileName(id, label));
  return defaultProfiles.length === 0 ? tools.onlyFull(names.join(', ')) : tools.inProfiles(names.join(', '));
}
