CREATE TABLE `media` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`type` text NOT NULL,
	`kind` text NOT NULL,
	`size` integer NOT NULL,
	`digest` text NOT NULL,
	`width` integer,
	`height` integer,
	`text` text,
	`created_at` integer NOT NULL,
	`ready` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `media_created` ON `media` (`created_at`);--> statement-breakpoint
CREATE TABLE `media_holds` (
	`media_id` text NOT NULL,
	`session_id` text NOT NULL,
	PRIMARY KEY(`media_id`, `session_id`)
);
--> statement-breakpoint
CREATE INDEX `media_holds_session` ON `media_holds` (`session_id`);--> statement-breakpoint
CREATE TABLE `media_pieces` (
	`media_id` text NOT NULL,
	`piece` integer NOT NULL,
	`bytes` blob NOT NULL,
	PRIMARY KEY(`media_id`, `piece`)
);
--> statement-breakpoint
ALTER TABLE `sessions` ADD `cost` real DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `usage` ADD `cost` real DEFAULT 0 NOT NULL;