// The log of the gateway, in Chinese.
import type { Words } from '../en.ts';
import { counted } from '../plural.ts';

export const logs: Words['logs'] = {
  title: '日志',
  level: '级别',
  levels: {
    all: '全部',
    info: '信息及以上',
    warning: '警告和错误',
    error: '错误',
  },
  names: {
    trace: '跟踪',
    debug: '调试',
    info: '信息',
    warning: '警告',
    error: '错误',
    fatal: '致命',
  },
  filter: '按文字筛选',
  pause: '暂停',
  resume: '继续',
  paused: '已暂停。继续后会显示新的行。',
  wrap: '自动换行',
  copy: '复制所显示的内容',
  copied: counted('zh', '行已复制。', '行已复制。'),
  notCopied: '浏览器不允许页面复制。请选中各行后自行复制。',
  latest: '转到最新',
  empty: '日志中还没有内容。',
  nothingFits: '没有符合筛选条件的行。',
  showAll: '显示全部',
  lines: counted('zh', '行', '行'),
  shownOf: (shown, all) => `${shown} / ${all} 行`,
  older: (file) => `更早的行在网关所在机器的 ${file} 中。`,
  anew: '日志已重新读取：此行之前可能有缺失。',
  rest: '完整记录',
  list: '日志的各行',
  cut: (size) => `此行长 ${size}。这是开头部分。`,
};
