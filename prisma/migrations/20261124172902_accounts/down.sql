-- lossy: table account_requests
-- lossy: table sign_in_failures
-- lossy: table challenges
-- lossy: table totp_factors
-- lossy: table recovery_codes
-- lossy: table passkeys
-- lossy: table linked_identities
-- lossy: table api_keys
-- lossy: table audit_chains
-- lossy: table audit_events
-- lossy: column users.password_is_short
-- lossy: column sessions.authenticated_at
-- lossy: column sessions.impersonator_session_id
-- lossy: column verification_tokens.email

-- What the older version cannot tell from its own: sessions of admins who act as somebody else, links of a new purpose.
DELETE FROM `sessions` WHERE `impersonator_session_id` IS NOT NULL;

DELETE FROM `verification_tokens` WHERE `purpose` = 'CHANGE_EMAIL';

ALTER TABLE `sessions` DROP FOREIGN KEY `sessions_impersonator_session_id_fkey`;

ALTER TABLE `challenges` DROP FOREIGN KEY `challenges_user_id_fkey`;

ALTER TABLE `totp_factors` DROP FOREIGN KEY `totp_factors_user_id_fkey`;

ALTER TABLE `recovery_codes` DROP FOREIGN KEY `recovery_codes_user_id_fkey`;

ALTER TABLE `passkeys` DROP FOREIGN KEY `passkeys_user_id_fkey`;

ALTER TABLE `linked_identities` DROP FOREIGN KEY `linked_identities_user_id_fkey`;

ALTER TABLE `api_keys` DROP FOREIGN KEY `api_keys_user_id_fkey`;

ALTER TABLE `users` DROP COLUMN `password_is_short`;

ALTER TABLE `sessions` DROP INDEX `sessions_impersonator_session_id_idx`;

ALTER TABLE `sessions` DROP COLUMN `authenticated_at`;

ALTER TABLE `sessions` DROP COLUMN `impersonator_session_id`;

ALTER TABLE `verification_tokens` DROP COLUMN `email`;

ALTER TABLE `verification_tokens` MODIFY COLUMN `purpose` ENUM('VERIFY_EMAIL','RESET_PASSWORD') NOT NULL;

DROP TABLE `account_requests`;

DROP TABLE `sign_in_failures`;

DROP TABLE `challenges`;

DROP TABLE `totp_factors`;

DROP TABLE `recovery_codes`;

DROP TABLE `passkeys`;

DROP TABLE `linked_identities`;

DROP TABLE `api_keys`;

DROP TABLE `audit_chains`;

DROP TABLE `audit_events`;
