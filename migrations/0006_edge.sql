CREATE TABLE `workspace_files` (
	`agent_id` text NOT NULL,
	`path` text NOT NULL,
	`text` text NOT NULL,
	`size` integer NOT NULL,
	`modified_at` integer NOT NULL,
	PRIMARY KEY(`agent_id`, `path`)
);
--> statement-breakpoint
CREATE INDEX `workspace_files_facts` ON `workspace_files` (`agent_id`,`path`,`size`,`modified_at`);--> statement-breakpoint
ALTER TABLE `sessions` ADD `version` integer DEFAULT 0 NOT NULL;