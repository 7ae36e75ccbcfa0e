// The log of the gateway, in French.
import type { Words } from '../en.ts';
import { counted } from '../plural.ts';

export const logs: Words['logs'] = {
  title: 'Journal',
  level: 'Niveau',
  levels: {
    all: 'Tout',
    info: 'Infos et au-dessus',
    warning: 'Alertes et erreurs',
    error: 'Erreurs',
  },
  names: {
    trace: 'Trace',
    debug: 'Débogage',
    info: 'Info',
    warning: 'Alerte',
    error: 'Erreur',
    fatal: 'Fatal',
  },
  filter: 'Filtrer',
  pause: 'Suspendre',
  resume: 'Suivre',
  paused: 'En pause. Les nouvelles lignes arrivent quand vous suivez à nouveau.',
  wrap: 'Renvoi à la ligne',
  copy: 'Copier ce qui est affiché',
  copied: counted('fr', 'ligne copiée.', 'lignes copiées.'),
  notCopied: 'Le navigateur n’a pas autorisé la copie. Sélectionnez les lignes et copiez-les à la main.',
  latest: 'Aller au plus récent',
  empty: 'Rien n’est encore dans le journal.',
  nothingFits: 'Aucune ligne ne correspond au filtre.',
  showAll: 'Tout afficher',
  lines: counted('fr', 'ligne', 'lignes'),
  shownOf: (shown, all) => `${shown} lignes sur ${all}`,
  older: (file) => `Les lignes plus anciennes sont dans ${file}, sur la machine de la passerelle.`,
  anew: 'Le journal a été relu : des lignes peuvent manquer avant celle-ci.',
  rest: 'Entrée complète',
  list: 'Lignes du journal',
  cut: (size) => `La ligne fait ${size}. En voici le début.`,
};
