CREATE TABLE `branches` (
	`session_id` text NOT NULL,
	`branch` integer NOT NULL,
	`from_branch` integer,
	`from_position` integer NOT NULL,
	PRIMARY KEY(`session_id`, `branch`)
);
--> statement-breakpoint
CREATE TABLE `devices` (
	`id` text PRIMARY KEY NOT NULL,
	`public_key` text NOT NULL,
	`name` text,
	`platform` text,
	`client_id` text NOT NULL,
	`client_mode` text NOT NULL,
	`role` text NOT NULL,
	`scopes` text NOT NULL,
	`generation` integer NOT NULL,
	`issued_at` integer NOT NULL,
	`approved_via` text NOT NULL,
	`created_at` integer NOT NULL,
	`seen_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `entries` (
	`id` text PRIMARY KEY NOT NULL,
	`session_id` text NOT NULL,
	`seq` integer NOT NULL,
	`branch` integer NOT NULL,
	`position` integer NOT NULL,
	`parent_id` text,
	`role` text NOT NULL,
	`content` text NOT NULL,
	`meta` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `entries_place` ON `entries` (`session_id`,`branch`,`position`);--> statement-breakpoint
CREATE TABLE `meta` (
	`name` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `runs` (
	`session_id` text NOT NULL,
	`id` text NOT NULL,
	`state` text NOT NULL,
	`input` text NOT NULL,
	`entry_id` text NOT NULL,
	`position` integer,
	`text` text NOT NULL,
	`accepted_at` integer NOT NULL,
	`started_at` integer,
	`ended_at` integer,
	`stop_reason` text,
	`error` text,
	PRIMARY KEY(`session_id`, `id`)
);
--> statement-breakpoint
CREATE INDEX `runs_id` ON `runs` (`id`);--> statement-breakpoint
CREATE INDEX `runs_unfinished` ON `runs` (`session_id`) WHERE "state" in ('queued', 'running');--> statement-breakpoint
CREATE TABLE `sessions` (
	`key` text PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`agent_id` text NOT NULL,
	`revision` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`interacted_at` integer,
	`leaf_id` text,
	`branch` integer NOT NULL,
	`position` integer NOT NULL,
	`branches` integer NOT NULL,
	`next_seq` integer NOT NULL,
	`label` text,
	`title` text,
	`preview` text,
	`parent_key` text,
	`model` text,
	`thinking` text,
	`archived` integer NOT NULL,
	`pinned` integer NOT NULL,
	`unread` integer NOT NULL,
	`status` text,
	`active_run_id` text,
	`started_at` integer,
	`ended_at` integer,
	`input_tokens` integer NOT NULL,
	`output_tokens` integer NOT NULL,
	`context_tokens` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `sessions_id` ON `sessions` (`id`);--> statement-breakpoint
CREATE INDEX `sessions_updated` ON `sessions` (`updated_at`);--> statement-breakpoint
CREATE INDEX `sessions_interacted` ON `sessions` (`interacted_at`);--> statement-breakpoint
CREATE INDEX `sessions_agent` ON `sessions` (`agent_id`);--> statement-breakpoint
CREATE INDEX `sessions_parent` ON `sessions` (`parent_key`) WHERE "parent_key" is not null;--> statement-breakpoint
CREATE INDEX `sessions_label` ON `sessions` (`label`) WHERE "label" is not null;