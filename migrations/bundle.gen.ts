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
  },
  {
    "tag": "0001_sessions",
    "statements": [
      "CREATE TABLE IF NOT EXISTS `groups` (\n\t`name` text PRIMARY KEY NOT NULL,\n\t`position` integer NOT NULL\n);",
      "CREATE TABLE IF NOT EXISTS `sections` (\n\t`position` integer PRIMARY KEY NOT NULL,\n\t`name` text NOT NULL\n);",
      "CREATE TABLE IF NOT EXISTS `session_counts` (\n\t`agent_id` text NOT NULL,\n\t`archived` integer NOT NULL,\n\t`total` integer NOT NULL,\n\tPRIMARY KEY(`agent_id`, `archived`)\n);",
      "CREATE TABLE IF NOT EXISTS `usage` (\n\t`session_id` text NOT NULL,\n\t`quarter` integer NOT NULL,\n\t`provider` text NOT NULL,\n\t`model` text NOT NULL,\n\t`input` integer NOT NULL,\n\t`output` integer NOT NULL,\n\t`total` integer NOT NULL,\n\t`answers` integer NOT NULL,\n\tPRIMARY KEY(`session_id`, `quarter`, `provider`, `model`)\n);",
      "CREATE INDEX IF NOT EXISTS `usage_quarter` ON `usage` (`quarter`);",
      "DROP INDEX IF EXISTS `sessions_updated`;",
      "DROP INDEX IF EXISTS `sessions_interacted`;",
      "DROP INDEX IF EXISTS `sessions_agent`;",
      "DROP INDEX IF EXISTS `sessions_parent`;",
      "ALTER TABLE `sessions` ADD `category` text;",
      "CREATE INDEX IF NOT EXISTS `sessions_agent_interacted` ON `sessions` (`agent_id`,`archived`,`interacted_at`);",
      "CREATE INDEX IF NOT EXISTS `sessions_category` ON `sessions` (`category`) WHERE \"category\" is not null;",
      "CREATE INDEX IF NOT EXISTS `sessions_updated` ON `sessions` (`archived`,`updated_at`);",
      "CREATE INDEX IF NOT EXISTS `sessions_interacted` ON `sessions` (`archived`,`interacted_at`);",
      "CREATE INDEX IF NOT EXISTS `sessions_agent` ON `sessions` (`agent_id`,`archived`,`updated_at`);",
      "CREATE INDEX IF NOT EXISTS `sessions_parent` ON `sessions` (`parent_key`,`archived`,`updated_at`) WHERE \"parent_key\" is not null;",
      "-- From here on by hand: what drizzle-kit has no words for.\nINSERT INTO `session_counts` (`agent_id`, `archived`, `total`)\n\tSELECT `agent_id`, `archived`, count(*) FROM `sessions` GROUP BY 1, 2;",
      "CREATE TRIGGER `sessions_count_more` AFTER INSERT ON `sessions` BEGIN\n\tINSERT INTO `session_counts` (`agent_id`, `archived`, `total`) VALUES (new.agent_id, new.archived, 1)\n\t\tON CONFLICT (`agent_id`, `archived`) DO UPDATE SET `total` = `total` + 1;\nEND;",
      "CREATE TRIGGER `sessions_count_less` AFTER DELETE ON `sessions` BEGIN\n\tUPDATE `session_counts` SET `total` = `total` - 1 WHERE `agent_id` = old.agent_id AND `archived` = old.archived;\nEND;",
      "CREATE TRIGGER `sessions_count_moved` AFTER UPDATE OF `archived` ON `sessions` WHEN old.archived <> new.archived BEGIN\n\tUPDATE `session_counts` SET `total` = `total` - 1 WHERE `agent_id` = old.agent_id AND `archived` = old.archived;\n\tINSERT INTO `session_counts` (`agent_id`, `archived`, `total`) VALUES (new.agent_id, new.archived, 1)\n\t\tON CONFLICT (`agent_id`, `archived`) DO UPDATE SET `total` = `total` + 1;\nEND;",
      "-- A key of its own: the rowids of `sessions` may be others after a VACUUM or a dump.\nCREATE TABLE `session_names` (\n\t`place` integer PRIMARY KEY NOT NULL,\n\t`session_id` text NOT NULL UNIQUE,\n\t`names` text NOT NULL\n);",
      "CREATE VIRTUAL TABLE `session_search` USING fts5(names, content='session_names', content_rowid='place', tokenize='trigram');",
      "INSERT INTO `session_names` (`session_id`, `names`)\n\tSELECT new.id, coalesce(new.label, '') || char(10) || coalesce(new.title, '') || char(10) || new.key FROM `sessions` AS new;",
      "INSERT INTO `session_search` (`session_search`) VALUES ('rebuild');",
      "CREATE TRIGGER `session_names_more` AFTER INSERT ON `session_names` BEGIN\n\tINSERT INTO `session_search` (rowid, names) VALUES (new.place, new.names);\nEND;",
      "CREATE TRIGGER `session_names_less` AFTER DELETE ON `session_names` BEGIN\n\tINSERT INTO `session_search` (session_search, rowid, names) VALUES ('delete', old.place, old.names);\nEND;",
      "CREATE TRIGGER `session_names_other` AFTER UPDATE ON `session_names` BEGIN\n\tINSERT INTO `session_search` (session_search, rowid, names) VALUES ('delete', old.place, old.names);\n\tINSERT INTO `session_search` (rowid, names) VALUES (new.place, new.names);\nEND;",
      "CREATE TRIGGER `sessions_named` AFTER INSERT ON `sessions` BEGIN\n\tINSERT INTO `session_names` (`session_id`, `names`)\n\t\tVALUES (new.id, coalesce(new.label, '') || char(10) || coalesce(new.title, '') || char(10) || new.key);\nEND;",
      "CREATE TRIGGER `sessions_renamed` AFTER UPDATE OF `label`, `title` ON `sessions` WHEN old.label is not new.label or old.title is not new.title BEGIN\n\tUPDATE `session_names` SET `names` = coalesce(new.label, '') || char(10) || coalesce(new.title, '') || char(10) || new.key\n\t\tWHERE `session_id` = new.id;\nEND;",
      "CREATE TRIGGER `sessions_unnamed` AFTER DELETE ON `sessions` BEGIN\n\tDELETE FROM `session_names` WHERE `session_id` = old.id;\nEND;",
      "-- What people and assistants said; `scope` has the names of its session and agent, see src/store/words.ts.\n-- Writing is what must be cheap: no sizes are kept, as nothing here weighs by them, and parts are joined late.\nCREATE VIRTUAL TABLE `entry_search` USING fts5(text, scope, entry_id UNINDEXED, columnsize=0, tokenize='unicode61 remove_diacritics 2');",
      "INSERT INTO `entry_search` (`entry_search`, `rank`) VALUES ('automerge', 16);"
    ]
  },
  {
    "tag": "0002_tree",
    "statements": [
      "ALTER TABLE `sessions` ADD `fork_source` text;",
      "CREATE INDEX `entries_dividers` ON `entries` (`session_id`,`seq`) WHERE \"role\" = 'system';"
    ]
  },
  {
    "tag": "0003_queue_mode",
    "statements": [
      "ALTER TABLE `sessions` ADD `queue_mode` text;"
    ]
  },
  {
    "tag": "0004_media",
    "statements": [
      "CREATE TABLE `media` (\n\t`id` text PRIMARY KEY NOT NULL,\n\t`name` text NOT NULL,\n\t`type` text NOT NULL,\n\t`kind` text NOT NULL,\n\t`size` integer NOT NULL,\n\t`digest` text NOT NULL,\n\t`width` integer,\n\t`height` integer,\n\t`text` text,\n\t`created_at` integer NOT NULL,\n\t`ready` integer NOT NULL\n);",
      "CREATE INDEX `media_created` ON `media` (`created_at`);",
      "CREATE TABLE `media_holds` (\n\t`media_id` text NOT NULL,\n\t`session_id` text NOT NULL,\n\tPRIMARY KEY(`media_id`, `session_id`)\n);",
      "CREATE INDEX `media_holds_session` ON `media_holds` (`session_id`);",
      "CREATE TABLE `media_pieces` (\n\t`media_id` text NOT NULL,\n\t`piece` integer NOT NULL,\n\t`bytes` blob NOT NULL,\n\tPRIMARY KEY(`media_id`, `piece`)\n);",
      "ALTER TABLE `sessions` ADD `cost` real DEFAULT 0 NOT NULL;",
      "ALTER TABLE `usage` ADD `cost` real DEFAULT 0 NOT NULL;"
    ]
  },
  {
    "tag": "0005_devices",
    "statements": [
      "CREATE TABLE `pairing_requests` (\n\t`device_id` text PRIMARY KEY NOT NULL,\n\t`id` text NOT NULL,\n\t`public_key` text NOT NULL,\n\t`name` text,\n\t`platform` text NOT NULL,\n\t`device_family` text,\n\t`client_id` text NOT NULL,\n\t`client_mode` text NOT NULL,\n\t`role` text NOT NULL,\n\t`scopes` text NOT NULL,\n\t`reason` text NOT NULL,\n\t`address` text NOT NULL,\n\t`origin` text,\n\t`created_at` integer NOT NULL,\n\t`asked_at` integer NOT NULL\n);",
      "ALTER TABLE `devices` ADD `device_family` text;",
      "ALTER TABLE `devices` ADD `token_scopes` text;",
      "ALTER TABLE `devices` ADD `revoked_at` integer;"
    ]
  },
  {
    "tag": "0006_edge",
    "statements": [
      "CREATE TABLE `workspace_files` (\n\t`agent_id` text NOT NULL,\n\t`path` text NOT NULL,\n\t`text` text NOT NULL,\n\t`size` integer NOT NULL,\n\t`modified_at` integer NOT NULL,\n\tPRIMARY KEY(`agent_id`, `path`)\n);",
      "CREATE INDEX `workspace_files_facts` ON `workspace_files` (`agent_id`,`path`,`size`,`modified_at`);",
      "ALTER TABLE `sessions` ADD `version` integer DEFAULT 0 NOT NULL;"
    ]
  }
];
