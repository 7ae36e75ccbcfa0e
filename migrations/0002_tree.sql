ALTER TABLE `sessions` ADD `fork_source` text;--> statement-breakpoint
CREATE INDEX `entries_dividers` ON `entries` (`session_id`,`seq`) WHERE "role" = 'system';