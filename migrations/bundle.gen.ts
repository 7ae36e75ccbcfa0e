// Generated from the SQL beside it by `npm run migrations:gen`; do not edit.
export type Migration = { tag: string; statements: string[] };

export const migrations: readonly Migration[] = [
  {
    "tag": "0000_start",
    "statements": [
      "CREATE TABLE `branches` (\n\t`session_id` text NOT NULL,\n\t`branch` integer NOT NULL,\n\t`from_branch` integer,\n\t`from_position` integer NOT NULL,\n\tPRIMARY KEY(`session_id`, `branch`)\n);",
      "CREATE TABLE `devices` (\n\t`id` text PRIMARY KEY NOT NULL,\n\t`public_key` text NOT NULL,\n\t`name` text,\n\t`platform` text,\n\t`client_id` text NOT NULL,\n\t`client_mode` text NOT NULL,\n\t`role` text NOT NULL,\n\t`scopes` text NOT NULL,\n\t`generation` integer NOT NULL,\n\t`issued_at` integer NOT NULL,\n\t`approved_via` text NOT NULL,\n\t`created_at` integer NOT NULL,\n\t`seen_at` integer NOT NULL\n);",
      "CREATE TABLE `entries` (\n\t`id` text PRIMARY KEY NOT NULL,\n\t`session_id` text NOT NULL,\n\t`seq` integer NOT NULL,\n\t`branch` integer NOT NULL,\n\t`position` integer NOT NULL,\n\t`parent_id` text,\n\t`role` text NOT NULL,\n\t`content` text NOT NULL,\n\t`meta` text NOT NULL,\n\t`at` integer NOT NULL\n);",
      "CREATE UNIQUE INDEX `entries_place` ON `entries` (`session_id`,`branch`,`position`);",
      "CREATE TABLE `meta` (\n\t`name` text PRIMARY KEY NOT NULL,\n\t`value` text NOT NULL\n);",
      "CREATE TABLE `runs` (\n\t`session_id` text NOT NULL,\n\t`id` text NOT NULL,\n\t`state` text NOT NULL,\n\t`input` text NOT NULL,\n\t`entry_id` text NOT NULL,\n\t`position` integer,\n\t`text` text NOT NULL,\n\t`accepted_at` integer NOT NULL,\n\t`started_at` integer,\n\t`ended_at` integer,\n\t`stop_reason` text,\n\t`error` text,\n\tPRIMARY KEY(`session_id`, `id`)\n);",
      "CREATE INDEX `runs_id` ON `runs` (`id`);",
      "CREATE INDEX `runs_unfinished` ON `runs` (`session_id`) WHERE \"state\" in ('queued', 'running');",
      "CREATE TABLE `sessions` (\n\t`key` text PRIMARY KEY NOT NULL,\n\t`id` text NOT NULL,\n\t`agent_id` text NOT NULL,\n\t`revision` text NOT NULL,\n\t`created_at` integer NOT NULL,\n\t`updated_at` integer NOT NULL,\n\t`interacted_at` integer,\n\t`leaf_id` text,\n\t`branch` integer NOT NULL,\n\t`position` integer NOT NULL,\n\t`branches` integer NOT NULL,\n\t`next_seq` integer NOT NULL,\n\t`label` text,\n\t`title` text,\n\t`preview` text,\n\t`parent_key` text,\n\t`model` text,\n\t`thinking` text,\n\t`archived` integer NOT NULL,\n\t`pinned` integer NOT NULL,\n\t`unread` integer NOT NULL,\n\t`status` text,\n\t`active_run_id` text,\n\t`started_at` integer,\n\t`ended_at` integer,\n\t`input_tokens` integer NOT NULL,\n\t`output_tokens` integer NOT NULL,\n\t`context_tokens` integer NOT NULL\n);",
      "CREATE UNIQUE INDEX `sessions_id` ON `sessions` (`id`);",
      "CREATE INDEX `sessions_updated` ON `sessions` (`updated_at`);",
      "CREATE INDEX `sessions_interacted` ON `sessions` (`interacted_at`);",
      "CREATE INDEX `sessions_agent` ON `sessions` (`agent_id`);",
      "CREATE INDEX `sessions_parent` ON `sessions` (`parent_key`) WHERE \"parent_key\" is not null;",
      "CREATE INDEX `sessions_label` ON `sessions` (`label`) WHERE \"label\" is not null;"
    ]
  }
];
