// How the session goes on: what happens to a message that comes while it answers, and how much the model thinks first.
import { thinkingLevels } from '../../../src/protocol/models.ts';
import type { Conversation } from '../conversation/conversation.ts';
import type { SessionInfo } from '../conversation/wire.ts';
import { changeSession } from '../sessions/session-change.ts';
import { useApp } from '../state/app.ts';
import { roomWords } from '../words/words.ts';

const queueModes = ['steer', 'followup', 'collect', 'interrupt'] as const;
const BY_DEFAULT = '';

type SessionSettingsProps = { session: SessionInfo; conversation: Conversation };

export function SessionSettings({ session, conversation }: SessionSettingsProps) {
  const app = useApp();
  const { inspector } = roomWords.value;
  const { key, effectiveQueueMode: mode = '', thinkingLevel = BY_DEFAULT } = session;
  const model = conversation.reading.models.value.find(
    ({ id, provider }) => id === session.model && provider === session.modelProvider,
  );
  const levels = model?.thinkingLevels?.map(({ id }) => id) ?? thinkingLevels;
  const thinks = model === undefined || model.reasoning || thinkingLevel !== BY_DEFAULT;
  const disabled = !app.gateway.ready || !app.gateway.can('sessions.patch', 'operator.write');
  return (
    <div class="inspector-settings">
      <Choice
        name={inspector.queueMode}
        note={inspector.queueNotes[queueModes.find((one) => one === mode) ?? 'steer']}
        value={mode}
        disabled={disabled}
        choices={[
          ...queueModes.map((value) => ({ value, label: inspector.queueModes[value] })),
          { value: BY_DEFAULT, label: inspector.asSettings },
        ]}
        choose={(queueMode) => void changeSession(app, key, { queueMode: queueMode === BY_DEFAULT ? null : queueMode })}
      />
      {thinks ? (
        <Choice
          name={inspector.thinking}
          value={thinkingLevel}
          disabled={disabled}
          choices={[
            { value: BY_DEFAULT, label: inspector.asSettings },
            ...levels.map((value) => ({ value, label: levelName(value) })),
          ]}
          choose={(level) => void changeSession(app, key, { thinkingLevel: level === BY_DEFAULT ? null : level })}
        />
      ) : null}
    </div>
  );
}

type ChoiceProps = {
  name: string;
  note?: string;
  value: string;
  disabled: boolean;
  choices: readonly { value: string; label: string }[];
  choose: (value: string) => void;
};

function Choice({ name, note, value, disabled, choices, choose }: ChoiceProps) {
  return (
    <label class="label">
      {name}
      <select
        class="field"
        value={value}
        disabled={disabled}
        onChange={({ currentTarget }) => choose(currentTarget.value)}
      >
        {choices.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
      {note === undefined ? null : <span class="small">{note}</span>}
    </label>
  );
}

function levelName(level: string): string {
  const { levels } = roomWords.value.inspector;
  return Object.entries(levels).find(([id]) => id === level)?.[1] ?? level;
}
