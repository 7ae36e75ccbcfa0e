// Signing in, and why it did not succeed, in Spanish.
import type { Words } from '../en.ts';

const find =
  'Está en el archivo de configuración como gateway.auth.token, y en la dirección que la pasarela muestra al iniciarse.';

export const gate: Words['gate'] = {
  label: 'Token o contraseña',
  connect: 'Conectar',
  connecting: 'Conectando',
  again: 'Volver a conectar',
  askAgain: 'Volver a solicitar',
  said: (words) => `La pasarela respondió: ${words}`,
  tries: (count) => `Intento ${count}; ninguno ha sido correcto.`,
  wait: (time) => `Se puede volver a intentar en ${time}.`,
  request: 'Solicitud',
  waiting: 'Esperando la aprobación. Esta página continúa sola.',
  approve: (id) =>
    `En un dispositivo con la sesión iniciada, abre Dispositivos y apruébala. O ejecuta esto en la máquina de la pasarela: pincer devices approve ${id}`,
  reasons: {
    'token-needed': { title: 'Esta pasarela pide su token', next: find },
    'password-needed': {
      title: 'Esta pasarela pide su contraseña',
      next: 'Es la que figura como gateway.auth.password en el archivo de configuración.',
    },
    'token-wrong': { title: 'Ese token no es el de esta pasarela', next: find },
    'password-wrong': { title: 'Esa contraseña no es la de esta pasarela', next: 'Inténtalo otra vez.' },
    'device-token-wrong': { title: 'Este navegador tiene que volver a iniciar sesión', next: find },
    'scope-mismatch': {
      title: 'Este navegador tiene menos permisos de los que pide',
      next: 'Vuelve a iniciar sesión con el token.',
    },
    'rate-limited': { title: 'Demasiados intentos', next: 'Espera a que la pasarela vuelva a atender.' },
    'policy-changed': { title: 'Las reglas han cambiado', next: 'Se vuelve a intentar automáticamente.' },
    pairing: {
      title: 'Este navegador aún no está aprobado',
      next: 'Alguien con la sesión iniciada tiene que admitirlo una vez.',
    },
    'pairing-answered': {
      title: 'Este navegador no se aprobó',
      next: 'La solicitud se rechazó o caducó. Vuelve a enviarla si fue un error.',
    },
    'pairing-full': {
      title: 'Demasiados navegadores esperan aprobación',
      next: 'Aprueba o rechaza algunos en Dispositivos.',
    },
    origin: {
      title: 'Esta dirección no está permitida',
      next: `Añade ${globalThis.location?.origin ?? 'la dirección'} a gateway.controlUi.allowedOrigins en el archivo de configuración y vuelve a conectar.`,
    },
    proxy: {
      title: 'El proxy no responde por ti',
      next: 'Inicia sesión en el proxy y vuelve a conectar.',
    },
    tailscale: { title: 'Tailscale no responde por ti', next: find },
    'local-only': { title: 'Esta pasarela solo atiende a su propia máquina', next: 'Abre esta página en ella.' },
    clock: {
      title: 'Los relojes no coinciden',
      next: 'Pon en hora el reloj de este dispositivo y vuelve a conectar.',
    },
    version: { title: 'Esta página es de otra versión', next: 'Vuelve a cargar la página.' },
    busy: { title: 'La pasarela está ocupada', next: 'Se vuelve a intentar automáticamente.' },
    'no-key': {
      title: 'Este navegador no puede demostrar quién es',
      next: 'Abre esta página en localhost o por HTTPS, en un navegador actual.',
    },
    other: {
      title: 'La pasarela rechazó esta página',
      next: 'Vuelve a conectar; si sigue igual, el motivo está en el registro de la pasarela.',
    },
  },
};
