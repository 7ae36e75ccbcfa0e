// The palette, in French.
import type { Words } from '../en.ts';
import { counted } from '../plural.ts';

export const palette: Words['palette'] = {
  titles: { everything: 'Rechercher et agir', conversation: 'Rechercher dans cette discussion' },
  placeholders: { everything: 'Rechercher ou agir', conversation: 'Mots qui ont été dits ici' },
  found: 'Résultats',
  groups: { chats: 'Discussions', actions: 'Actions', messages: 'Messages' },
  hint: 'Saisissez des mots qui ont été dits dans cette discussion.',
  searching: 'Recherche',
  nothing: 'Aucun résultat. Essayez d’autres mots.',
  more: 'Il y a plus de résultats qu’affiché. Ajoutez un mot pour les trouver.',
  count: counted('fr', 'résultat', 'résultats'),
  notSearched: (why) => `La recherche dans les messages a échoué : ${why}. Modifiez la saisie pour réessayer.`,
  away: 'La recherche porte seulement sur ce que cette page connaît. Les messages seront inclus au retour de la passerelle.',
  stop: 'Arrêter la réponse',
  searchHere: 'Rechercher dans cette discussion',
  go: (view) => `Ouvrir : ${view}`,
  open: {
    session: 'Voir les détails de la discussion',
    tools: 'Voir les outils de la discussion',
    checkpoints: 'Voir les points de reprise',
  },
  exports: {
    md: 'Exporter en Markdown',
    html: 'Exporter en HTML',
    json: 'Exporter en JSON',
  },
  themes: {
    system: 'Utiliser le thème du système',
    light: 'Utiliser le thème clair',
    dark: 'Utiliser le thème sombre',
    contrast: 'Utiliser le thème à contraste élevé',
  },
  hideSide: 'Masquer la liste des discussions',
  showSide: 'Afficher la liste des discussions',
};
