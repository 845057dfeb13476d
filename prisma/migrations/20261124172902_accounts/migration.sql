CREATE TABLE `account_requests` (
    `id` CHAR(36) NOT NULL,
    `kind` ENUM('SIGN_UP','FORGOT_PASSWORD','RESEND_VERIFICATION') NOT NULL,
    `email` VARCHAR(254) NOT NULL,
    `payload` TEXT NULL,
    `created_at` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    PRIMARY KEY (`id`),
    INDEX `account_requests_created_at_idx` (`created_at`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin ENGINE = InnoDB;

CREATE TABLE `sign_in_failures` (
    `key` CHAR(64) NOT NULL,
    `failures` INT NOT NULL DEFAULT 0,
    `last_failed_at` DATETIME(3) NOT NULL,
    PRIMARY KEY (`key`),
    INDEX `sign_in_failures_last_failed_at_idx` (`last_failed_at`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin ENGINE = InnoDB;

CREATE TABLE `challenges` (
    `id` CHAR(36) NOT NULL,
    `kind` ENUM('SECOND_FACTOR','PASSKEY_SIGN_IN','PASSKEY_CREATION','OAUTH') NOT NULL,
    `token_hash` CHAR(64) NOT NULL,
    `user_id` CHAR(36) NULL,
    `payload` TEXT NOT NULL,
    `attempts` INT NOT NULL DEFAULT 0,
    `created_at` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    `expires_at` DATETIME(3) NOT NULL,
    PRIMARY KEY (`id`),
    UNIQUE INDEX `challenges_token_hash_key` (`token_hash`),
    INDEX `challenges_user_id_idx` (`user_id`),
    INDEX `challenges_expires_at_idx` (`expires_at`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin ENGINE = InnoDB;

CREATE TABLE `totp_factors` (
    `user_id` CHAR(36) NOT NULL,
    `secret` VARCHAR(255) NOT NULL,
    `confirmed_at` DATETIME(3) NULL,
    `last_step` INT NOT NULL DEFAULT 0,
    `created_at` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    PRIMARY KEY (`user_id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin ENGINE = InnoDB;

CREATE TABLE `recovery_codes` (
    `user_id` CHAR(36) NOT NULL,
    `code_hash` CHAR(64) NOT NULL,
    `used_at` DATETIME(3) NULL,
    PRIMARY KEY (`user_id`, `code_hash`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin ENGINE = InnoDB;

CREATE TABLE `passkeys` (
    `id` CHAR(36) NOT NULL,
    `user_id` CHAR(36) NOT NULL,
    `name` VARCHAR(100) NOT NULL,
    `credential_id` VARCHAR(1400) NOT NULL,
    `credential_id_hash` CHAR(64) NOT NULL,
    `public_key` TEXT NOT NULL,
    `counter` BIGINT NOT NULL DEFAULT 0,
    `transports` VARCHAR(100) NOT NULL DEFAULT '',
    `backed_up` TINYINT(1) NOT NULL DEFAULT 0,
    `created_at` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    `last_used_at` DATETIME(3) NULL,
    PRIMARY KEY (`id`),
    UNIQUE INDEX `passkeys_credential_id_hash_key` (`credential_id_hash`),
    INDEX `passkeys_user_id_created_at_idx` (`user_id`, `created_at`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin ENGINE = InnoDB;

CREATE TABLE `linked_identities` (
    `id` CHAR(36) NOT NULL,
    `user_id` CHAR(36) NOT NULL,
    `provider` VARCHAR(32) NOT NULL,
    `subject` VARCHAR(255) NOT NULL,
    `label` VARCHAR(254) NOT NULL,
    `created_at` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    PRIMARY KEY (`id`),
    INDEX `linked_identities_user_id_created_at_idx` (`user_id`, `created_at`),
    UNIQUE INDEX `linked_identities_provider_subject_key` (`provider`, `subject`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin ENGINE = InnoDB;

CREATE TABLE `api_keys` (
    `id` CHAR(36) NOT NULL,
    `user_id` CHAR(36) NOT NULL,
    `name` VARCHAR(100) NOT NULL,
    `prefix` VARCHAR(16) NOT NULL,
    `key_hash` CHAR(64) NOT NULL,
    `scopes` VARCHAR(500) NOT NULL,
    `requests_per_minute` INT NOT NULL DEFAULT 600,
    `created_at` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    `expires_at` DATETIME(3) NULL,
    `last_used_at` DATETIME(3) NULL,
    PRIMARY KEY (`id`),
    UNIQUE INDEX `api_keys_key_hash_key` (`key_hash`),
    INDEX `api_keys_user_id_created_at_id_idx` (`user_id`, `created_at`, `id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin ENGINE = InnoDB;

CREATE TABLE `audit_chains` (
    `account_id` CHAR(36) NOT NULL,
    `length` INT NOT NULL DEFAULT 0,
    `head` VARCHAR(64) NOT NULL DEFAULT '',
    PRIMARY KEY (`account_id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin ENGINE = InnoDB;

CREATE TABLE `audit_events` (
    `id` CHAR(36) NOT NULL,
    `account_id` CHAR(36) NOT NULL,
    `sequence` INT NOT NULL,
    `type` VARCHAR(64) NOT NULL,
    `actor_kind` ENUM('USER','API_KEY','SYSTEM') NOT NULL,
    `actor_id` CHAR(36) NULL,
    `impersonator_id` CHAR(36) NULL,
    `ip` VARCHAR(45) NULL,
    `request_id` VARCHAR(160) NOT NULL,
    `details` TEXT NOT NULL,
    `created_at` DATETIME(3) NOT NULL,
    `hash` CHAR(64) NOT NULL,
    PRIMARY KEY (`id`),
    INDEX `audit_events_created_at_id_idx` (`created_at`, `id`),
    INDEX `audit_events_account_id_created_at_id_idx` (`account_id`, `created_at`, `id`),
    INDEX `audit_events_actor_id_created_at_id_idx` (`actor_id`, `created_at`, `id`),
    INDEX `audit_events_type_created_at_id_idx` (`type`, `created_at`, `id`),
    UNIQUE INDEX `audit_events_account_id_sequence_key` (`account_id`, `sequence`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin ENGINE = InnoDB;

ALTER TABLE `users` ADD COLUMN `password_is_short` TINYINT(1) NOT NULL DEFAULT 0;

ALTER TABLE `sessions` ADD COLUMN `authenticated_at` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3);

ALTER TABLE `sessions` ADD COLUMN `impersonator_session_id` CHAR(36) NULL;

ALTER TABLE `sessions` ADD INDEX `sessions_impersonator_session_id_idx` (`impersonator_session_id`);

ALTER TABLE `verification_tokens` ADD COLUMN `email` VARCHAR(254) NULL;

ALTER TABLE `verification_tokens` MODIFY COLUMN `purpose` ENUM('VERIFY_EMAIL','RESET_PASSWORD','CHANGE_EMAIL') NOT NULL;

ALTER TABLE `sessions` ADD CONSTRAINT `sessions_impersonator_session_id_fkey` FOREIGN KEY (`impersonator_session_id`) REFERENCES `sessions` (`id`) ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE `challenges` ADD CONSTRAINT `challenges_user_id_fkey` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE `totp_factors` ADD CONSTRAINT `totp_factors_user_id_fkey` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE `recovery_codes` ADD CONSTRAINT `recovery_codes_user_id_fkey` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE `passkeys` ADD CONSTRAINT `passkeys_user_id_fkey` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE `linked_identities` ADD CONSTRAINT `linked_identities_user_id_fkey` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE `api_keys` ADD CONSTRAINT `api_keys_user_id_fkey` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON DELETE CASCADE ON UPDATE CASCADE;

-- A session that is open already counts as authenticated when it was opened, not now.
UPDATE `sessions` SET `authenticated_at` = `created_at`;
