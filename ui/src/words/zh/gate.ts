// Signing in, and why it did not succeed, in Chinese.
import type { Words } from '../en.ts';

const find = '令牌就是配置文件中的 gateway.auth.token，也包含在网关启动时显示的地址中。';

export const gate: Words['gate'] = {
  label: '令牌或密码',
  connect: '连接',
  connecting: '正在连接',
  again: '重新连接',
  askAgain: '再次请求',
  said: (words) => `网关返回：${words}`,
  tries: (count) => `已尝试 ${count} 次，均不正确。`,
  wait: (time) => `${time}后可以重试。`,
  request: '请求',
  waiting: '等待批准。批准后此页面会自动继续。',
  approve: (id) => `在已登录的设备上打开“设备”并批准此请求。或者在网关所在的机器上运行：pincer devices approve ${id}`,
  reasons: {
    'token-needed': { title: '此网关需要令牌', next: find },
    'password-needed': { title: '此网关需要密码', next: '密码就是配置文件中的 gateway.auth.password。' },
    'token-wrong': { title: '这不是此网关的令牌', next: find },
    'password-wrong': { title: '这不是此网关的密码', next: '请再试一次。' },
    'device-token-wrong': { title: '此浏览器需要重新登录', next: find },
    'scope-mismatch': { title: '此浏览器的权限少于其所请求的', next: '请再次用令牌登录。' },
    'rate-limited': { title: '尝试次数过多', next: '请等到网关再次接受登录。' },
    'policy-changed': { title: '规则已更改', next: '页面会自动重试。' },
    pairing: { title: '此浏览器尚未获得批准', next: '需要由已登录的人批准一次。' },
    'pairing-answered': { title: '此浏览器未获批准', next: '请求已被拒绝或已过期。如果有误，请再次请求。' },
    'pairing-full': { title: '等待批准的浏览器过多', next: '请在“设备”中批准或拒绝一些请求。' },
    origin: {
      title: '此地址不被允许',
      next: `请将 ${globalThis.location?.origin ?? '此地址'} 添加到配置文件的 gateway.controlUi.allowedOrigins 中，然后重新连接。`,
    },
    proxy: { title: '代理未能证明你的身份', next: '请在代理处登录，然后重新连接。' },
    tailscale: { title: 'Tailscale 未能证明你的身份', next: find },
    'local-only': { title: '此网关只服务于其所在的机器', next: '请在该机器上打开此页面。' },
    clock: { title: '时钟不一致', next: '请校准此设备的时钟，然后重新连接。' },
    version: { title: '此页面的版本不同', next: '请重新加载页面。' },
    busy: { title: '网关正忙', next: '页面会自动重试。' },
    'no-key': { title: '此浏览器无法证明身份', next: '请用较新的浏览器，在 localhost 或通过 HTTPS 打开此页面。' },
    other: { title: '网关拒绝了此页面', next: '请重新连接；如果仍然如此，原因记录在网关的日志中。' },
  },
};
