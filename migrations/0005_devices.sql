CREATE TABLE `pairing_requests` (
	`device_id` text PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`public_key` text NOT NULL,
	`name` text,
	`platform` text NOT NULL,
	`device_family` text,
	`client_id` text NOT NULL,
	`client_mode` text NOT NULL,
	`role` text NOT NULL,
	`scopes` text NOT NULL,
	`reason` text NOT NULL,
	`address` text NOT NULL,
	`origin` text,
	`created_at` integer NOT NULL,
	`asked_at` integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE `devices` ADD `device_family` text;--> statement-breakpoint
ALTER TABLE `devices` ADD `token_scopes` text;--> statement-breakpoint
ALTER TABLE `devices` ADD `revoked_at` integer;