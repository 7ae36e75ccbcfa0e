// The conversation as a file of one's own.
import { useSignal } from '@preact/signals';
import type { SessionInfo } from '../conversation/wire.ts';
import { Icon } from '../parts/icon.tsx';
import { useApp } from '../state/app.ts';
import { roomWords } from '../words/words.ts';
import type { ExportFormat } from './export.ts';

const formats = ['md', 'html', 'json'] as const;

export function SessionExport({ session: { key } }: { session: SessionInfo }) {
  const app = useApp();
  const { inspector } = roomWords.value;
  const busy = useSignal(false);
  const save = async (format: ExportFormat) => {
    busy.value = true;
    const { exportConversation } = await import('./export.ts');
    await exportConversation(app, key, format);
    busy.value = false;
  };
  return (
    <section class="inspector-part">
      <h3>{inspector.export}</h3>
      <div class="inspector-buttons">
        {formats.map((format) => (
          <button
            key={format}
            type="button"
            class="plain"
            disabled={busy.value || !app.gateway.ready}
            onClick={() => void save(format)}
          >
            <Icon name="download" size={16} /> {inspector.formats[format]}
          </button>
        ))}
      </div>
      <p class="soft small" role="status">
        {busy.value ? inspector.exporting : ''}
      </p>
    </section>
  );
}
