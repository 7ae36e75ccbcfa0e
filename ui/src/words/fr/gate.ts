// Signing in, and why it did not succeed, in French.
import type { Words } from '../en.ts';

const find =
  'Il figure dans le fichier de configuration sous gateway.auth.token, et dans l’adresse que la passerelle affiche au démarrage.';

export const gate: Words['gate'] = {
  label: 'Jeton ou mot de passe',
  connect: 'Se connecter',
  connecting: 'Connexion',
  again: 'Se reconnecter',
  askAgain: 'Redemander',
  said: (words) => `La passerelle a répondu : ${words}`,
  tries: (count) => `Essai ${count} ; aucun n’était le bon.`,
  wait: (time) => `Vous pourrez réessayer dans ${time}.`,
  request: 'Demande',
  waiting: 'En attente de l’approbation. Cette page continue d’elle-même.',
  approve: (id) =>
    `Sur un appareil déjà identifié, ouvrez Appareils et approuvez-la. Ou exécutez ceci sur la machine de la passerelle : pincer devices approve ${id}`,
  reasons: {
    'token-needed': { title: 'Cette passerelle attend son jeton', next: find },
    'password-needed': {
      title: 'Cette passerelle attend son mot de passe',
      next: 'C’est celui qui figure sous gateway.auth.password dans le fichier de configuration.',
    },
    'token-wrong': { title: 'Ce jeton n’est pas celui de cette passerelle', next: find },
    'password-wrong': {
      title: 'Ce mot de passe n’est pas celui de cette passerelle',
      next: 'Essayez encore une fois.',
    },
    'device-token-wrong': { title: 'Ce navigateur doit s’identifier à nouveau', next: find },
    'scope-mismatch': {
      title: 'Ce navigateur a moins de droits qu’il n’en demande',
      next: 'Identifiez-vous encore une fois avec le jeton.',
    },
    'rate-limited': { title: 'Trop de tentatives', next: 'Attendez que la passerelle réponde à nouveau.' },
    'policy-changed': { title: 'Les règles ont changé', next: 'Un nouvel essai se fait tout seul.' },
    pairing: {
      title: 'Ce navigateur n’est pas encore approuvé',
      next: 'Une personne déjà identifiée doit l’admettre, une fois.',
    },
    'pairing-answered': {
      title: 'Ce navigateur n’a pas été approuvé',
      next: 'La demande a été refusée ou a expiré. Redemandez si c’était une erreur.',
    },
    'pairing-full': {
      title: 'Trop de navigateurs attendent une approbation',
      next: 'Approuvez-en ou refusez-en quelques-uns dans Appareils.',
    },
    origin: {
      title: 'Cette adresse n’est pas autorisée',
      next: `Ajoutez ${globalThis.location?.origin ?? 'l’adresse'} à gateway.controlUi.allowedOrigins dans le fichier de configuration, puis reconnectez-vous.`,
    },
    proxy: {
      title: 'Le proxy ne se porte pas garant de vous',
      next: 'Identifiez-vous auprès du proxy, puis reconnectez-vous.',
    },
    tailscale: { title: 'Tailscale ne se porte pas garant de vous', next: find },
    'local-only': { title: 'Cette passerelle ne sert que sa propre machine', next: 'Ouvrez cette page sur celle-ci.' },
    clock: {
      title: 'Les horloges ne concordent pas',
      next: 'Réglez l’horloge de cet appareil, puis reconnectez-vous.',
    },
    version: { title: 'Cette page est d’une autre version', next: 'Rechargez la page.' },
    busy: { title: 'La passerelle est occupée', next: 'Un nouvel essai se fait tout seul.' },
    'no-key': {
      title: 'Ce navigateur ne peut pas prouver son identité',
      next: 'Ouvrez cette page sur localhost ou en HTTPS, dans un navigateur récent.',
    },
    other: {
      title: 'La passerelle a refusé cette page',
      next: 'Reconnectez-vous ; si rien ne change, la raison figure dans le journal de la passerelle.',
    },
  },
};
