// Signing in, and why it did not succeed, in Portuguese.
import type { Words } from '../en.ts';

const find =
  'Ele está no arquivo de configuração como gateway.auth.token e no endereço que o gateway mostra ao iniciar.';

export const gate: Words['gate'] = {
  label: 'Token ou senha',
  connect: 'Conectar',
  connecting: 'Conectando',
  again: 'Conectar de novo',
  askAgain: 'Solicitar de novo',
  said: (words) => `O gateway respondeu: ${words}`,
  tries: (count) => `Tentativa ${count}; nenhuma estava certa.`,
  wait: (time) => `Você pode tentar de novo em ${time}.`,
  request: 'Solicitação',
  waiting: 'À espera da aprovação. Esta página continua sozinha.',
  approve: (id) =>
    `Em um dispositivo que já entrou, abra Dispositivos e aprove a solicitação. Ou execute isto na máquina do gateway: pincer devices approve ${id}`,
  reasons: {
    'token-needed': { title: 'Este gateway pede o token dele', next: find },
    'password-needed': {
      title: 'Este gateway pede a senha dele',
      next: 'É a que está como gateway.auth.password no arquivo de configuração.',
    },
    'token-wrong': { title: 'Esse token não é o deste gateway', next: find },
    'password-wrong': { title: 'Essa senha não é a deste gateway', next: 'Tente mais uma vez.' },
    'device-token-wrong': { title: 'Este navegador precisa entrar de novo', next: find },
    'scope-mismatch': {
      title: 'Este navegador tem menos permissões do que pede',
      next: 'Entre mais uma vez com o token.',
    },
    'rate-limited': { title: 'Tentativas demais', next: 'Espere até o gateway voltar a atender.' },
    'policy-changed': { title: 'As regras mudaram', next: 'Uma nova tentativa é feita automaticamente.' },
    pairing: {
      title: 'Este navegador ainda não foi aprovado',
      next: 'Alguém que já entrou precisa admiti-lo, uma vez.',
    },
    'pairing-answered': {
      title: 'Este navegador não foi aprovado',
      next: 'A solicitação foi recusada ou expirou. Solicite de novo se foi um engano.',
    },
    'pairing-full': {
      title: 'Há navegadores demais à espera de aprovação',
      next: 'Aprove ou recuse alguns em Dispositivos.',
    },
    origin: {
      title: 'Este endereço não é permitido',
      next: `Adicione ${globalThis.location?.origin ?? 'o endereço'} a gateway.controlUi.allowedOrigins no arquivo de configuração e conecte de novo.`,
    },
    proxy: { title: 'O proxy não responde por você', next: 'Entre no proxy e conecte de novo.' },
    tailscale: { title: 'O Tailscale não responde por você', next: find },
    'local-only': { title: 'Este gateway só atende à própria máquina', next: 'Abra esta página nela.' },
    clock: {
      title: 'Os relógios não coincidem',
      next: 'Acerte o relógio deste dispositivo e conecte de novo.',
    },
    version: { title: 'Esta página é de outra versão', next: 'Recarregue a página.' },
    busy: { title: 'O gateway está ocupado', next: 'Uma nova tentativa é feita automaticamente.' },
    'no-key': {
      title: 'Este navegador não consegue provar quem é',
      next: 'Abra esta página em localhost ou por HTTPS, em um navegador atual.',
    },
    other: {
      title: 'O gateway recusou esta página',
      next: 'Conecte de novo; se continuar assim, o motivo está no registro do gateway.',
    },
  },
};
