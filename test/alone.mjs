/**
 * Unit tests that replace modules or look at which are loaded. Each of these files has a process of its own; all others share
 * one with the next. The linter refuses `vi.mock` in a file that is not listed.
 */
export default [
  "cli/{status,wrong-arguments}.test.ts",
  "cli/backup/restore.test.ts",
  "cli/config/{back,lost-keys}.test.ts",
  "cli/import/read/disk.test.ts",
  "cli/stack/{elsewhere,engine,selected,session}.test.ts",
  "components/aws-account.test.ts",
  "dev/{prepare-refused,remove-stack}.test.ts",
  "program/aws-on-demand.test.ts",
  "pulumi/failure.test.ts",
  "remote/atomic-write.test.ts",
];
