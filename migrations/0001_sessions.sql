CREATE TABLE IF NOT EXISTS `groups` (
	`name` text PRIMARY KEY NOT NULL,
	`position` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS `sections` (
	`position` integer PRIMARY KEY NOT NULL,
	`name` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS `session_counts` (
	`agent_id` text NOT NULL,
	`archived` integer NOT NULL,
	`total` integer NOT NULL,
	PRIMARY KEY(`agent_id`, `archived`)
);
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS `usage` (
	`session_id` text NOT NULL,
	`quarter` integer NOT NULL,
	`provider` text NOT NULL,
	`model` text NOT NULL,
	`input` integer NOT NULL,
	`output` integer NOT NULL,
	`total` integer NOT NULL,
	`answers` integer NOT NULL,
	PRIMARY KEY(`session_id`, `quarter`, `provider`, `model`)
);
--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `usage_quarter` ON `usage` (`quarter`);--> statement-breakpoint
DROP INDEX IF EXISTS `sessions_updated`;--> statement-breakpoint
DROP INDEX IF EXISTS `sessions_interacted`;--> statement-breakpoint
DROP INDEX IF EXISTS `sessions_agent`;--> statement-breakpoint
DROP INDEX IF EXISTS `sessions_parent`;--> statement-breakpoint
ALTER TABLE `sessions` ADD `category` text;--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `sessions_agent_interacted` ON `sessions` (`agent_id`,`archived`,`interacted_at`);--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `sessions_category` ON `sessions` (`category`) WHERE "category" is not null;--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `sessions_updated` ON `sessions` (`archived`,`updated_at`);--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `sessions_interacted` ON `sessions` (`archived`,`interacted_at`);--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `sessions_agent` ON `sessions` (`agent_id`,`archived`,`updated_at`);--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `sessions_parent` ON `sessions` (`parent_key`,`archived`,`updated_at`) WHERE "parent_key" is not null;
--> statement-breakpoint
-- From here on by hand: what drizzle-kit has no words for.
INSERT INTO `session_counts` (`agent_id`, `archived`, `total`)
	SELECT `agent_id`, `archived`, count(*) FROM `sessions` GROUP BY 1, 2;
--> statement-breakpoint
CREATE TRIGGER `sessions_count_more` AFTER INSERT ON `sessions` BEGIN
	INSERT INTO `session_counts` (`agent_id`, `archived`, `total`) VALUES (new.agent_id, new.archived, 1)
		ON CONFLICT (`agent_id`, `archived`) DO UPDATE SET `total` = `total` + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `sessions_count_less` AFTER DELETE ON `sessions` BEGIN
	UPDATE `session_counts` SET `total` = `total` - 1 WHERE `agent_id` = old.agent_id AND `archived` = old.archived;
END;
--> statement-breakpoint
CREATE TRIGGER `sessions_count_moved` AFTER UPDATE OF `archived` ON `sessions` WHEN old.archived <> new.archived BEGIN
	UPDATE `session_counts` SET `total` = `total` - 1 WHERE `agent_id` = old.agent_id AND `archived` = old.archived;
	INSERT INTO `session_counts` (`agent_id`, `archived`, `total`) VALUES (new.agent_id, new.archived, 1)
		ON CONFLICT (`agent_id`, `archived`) DO UPDATE SET `total` = `total` + 1;
END;
--> statement-breakpoint
-- A key of its own: the rowids of `sessions` may be others after a VACUUM or a dump.
CREATE TABLE `session_names` (
	`place` integer PRIMARY KEY NOT NULL,
	`session_id` text NOT NULL UNIQUE,
	`names` text NOT NULL
);
--> statement-breakpoint
CREATE VIRTUAL TABLE `session_search` USING fts5(names, content='session_names', content_rowid='place', tokenize='trigram');
--> statement-breakpoint
INSERT INTO `session_names` (`session_id`, `names`)
	SELECT new.id, coalesce(new.label, '') || char(10) || coalesce(new.title, '') || char(10) || new.key FROM `sessions` AS new;
--> statement-breakpoint
INSERT INTO `session_search` (`session_search`) VALUES ('rebuild');
--> statement-breakpoint
CREATE TRIGGER `session_names_more` AFTER INSERT ON `session_names` BEGIN
	INSERT INTO `session_search` (rowid, names) VALUES (new.place, new.names);
END;
--> statement-breakpoint
CREATE TRIGGER `session_names_less` AFTER DELETE ON `session_names` BEGIN
	INSERT INTO `session_search` (session_search, rowid, names) VALUES ('delete', old.place, old.names);
END;
--> statement-breakpoint
CREATE TRIGGER `session_names_other` AFTER UPDATE ON `session_names` BEGIN
	INSERT INTO `session_search` (session_search, rowid, names) VALUES ('delete', old.place, old.names);
	INSERT INTO `session_search` (rowid, names) VALUES (new.place, new.names);
END;
--> statement-breakpoint
CREATE TRIGGER `sessions_named` AFTER INSERT ON `sessions` BEGIN
	INSERT INTO `session_names` (`session_id`, `names`)
		VALUES (new.id, coalesce(new.label, '') || char(10) || coalesce(new.title, '') || char(10) || new.key);
END;
--> statement-breakpoint
CREATE TRIGGER `sessions_renamed` AFTER UPDATE OF `label`, `title` ON `sessions` WHEN old.label is not new.label or old.title is not new.title BEGIN
	UPDATE `session_names` SET `names` = coalesce(new.label, '') || char(10) || coalesce(new.title, '') || char(10) || new.key
		WHERE `session_id` = new.id;
END;
--> statement-breakpoint
CREATE TRIGGER `sessions_unnamed` AFTER DELETE ON `sessions` BEGIN
	DELETE FROM `session_names` WHERE `session_id` = old.id;
END;
--> statement-breakpoint
-- What people and assistants said; `scope` has the names of its session and agent, see src/store/words.ts.
-- Writing is what must be cheap: no sizes are kept, as nothing here weighs by them, and parts are joined late.
CREATE VIRTUAL TABLE `entry_search` USING fts5(text, scope, entry_id UNINDEXED, columnsize=0, tokenize='unicode61 remove_diacritics 2');
--> statement-breakpoint
INSERT INTO `entry_search` (`entry_search`, `rank`) VALUES ('automerge', 16);
