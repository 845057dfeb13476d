-- lossy: table users
-- lossy: table user_search_terms
-- lossy: table sessions
-- lossy: table verification_tokens
-- lossy: table outbox_mails

ALTER TABLE `user_search_terms` DROP FOREIGN KEY `user_search_terms_user_id_fkey`;

ALTER TABLE `sessions` DROP FOREIGN KEY `sessions_user_id_fkey`;

ALTER TABLE `verification_tokens` DROP FOREIGN KEY `verification_tokens_user_id_fkey`;

DROP TABLE `users`;

DROP TABLE `user_search_terms`;

DROP TABLE `sessions`;

DROP TABLE `verification_tokens`;

DROP TABLE `outbox_mails`;
