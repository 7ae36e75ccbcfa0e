// The order of the files: those that take long come first, so that no worker is left alone with one of them in the end.
import { posix } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The longest first. */
const long = [
  'test/node.test.ts',
  'test/deno.test.ts',
  'test/machine/server-database.test.ts',
  'test/faults/sqld-away.test.ts',
  'test/faults/crash.test.ts',
  'test/faults/surprises.test.ts',
  'test/faults/half-open.test.ts',
  'test/machine/pdf-runtimes.test.ts',
  'test/faults/shutdown.test.ts',
  'test/faults/start.test.ts',
  'test/proxies/assertion.test.ts',
  'test/tools/mcp.test.ts',
  'test/machine/pdf-reading.test.ts',
  'test/faults/disk.test.ts',
  'test/tls.test.ts',
  'test/security/tailscale-route.test.ts',
  'test/security/matrix.test.ts',
];

export default class Sequence extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const place = long.indexOf(posix.relative(this.ctx.config.root, moduleId));
      return place === -1 ? long.length : place;
    };
    return (await super.sort(files)).sort((one, other) => rank(one) - rank(other));
  }
}
