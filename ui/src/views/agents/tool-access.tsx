// What decides which tools may be used, and where that is written.
import { useAnswer } from '../../parts/use-answer.ts';
import { roomWords } from '../../words/words.ts';
import { SettingsPlace } from '../settings-place.ts';

export function ToolAccess({ agentId }: { agentId: string }) {
  const { tools } = roomWords.value.agents;
  const place = useAnswer('config.get', {}, SettingsPlace).value.value?.path ?? tools.settingsFile;
  const { rules } = tools;
  const names: readonly (readonly [name: string, what: string])[] = [
    ['tools.profile', rules.profile],
    ['tools.allow', rules.allow],
    ['tools.alsoAllow', rules.alsoAllow],
    ['tools.deny', rules.deny],
    ['tools.byProvider.<name>', rules.byProvider],
    [`agents.list: { id: '${agentId}', tools }`, rules.agent],
    ['channels.<name>.tools', rules.channel],
  ];
  return (
    <details class="tool-access">
      <summary>{tools.access}</summary>
      <p>{tools.accessIntro}</p>
      <dl>
        {names.map(([name, what]) => (
          <div key={name}>
            <dt>
              <code>{name}</code>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <p dir="auto">{tools.change(place)}</p>
    </details>
  );
}
