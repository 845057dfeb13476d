CREATE TABLE `users` (
    `id` CHAR(36) NOT NULL,
    `email` VARCHAR(254) NOT NULL,
    `name` VARCHAR(100) NOT NULL,
    `name_key` VARCHAR(255) NOT NULL,
    `role` ENUM('USER','ADMIN') NOT NULL DEFAULT 'USER',
    `status` ENUM('ACTIVE','DISABLED') NOT NULL DEFAULT 'ACTIVE',
    `password_hash` VARCHAR(255) NULL,
    `email_verified_at` DATETIME(3) NULL,
    `last_sign_in_at` DATETIME(3) NULL,
    `version` INT NOT NULL DEFAULT 1,
    `created_at` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    `updated_at` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    PRIMARY KEY (`id`),
    UNIQUE INDEX `users_email_key` (`email`),
    INDEX `users_created_at_id_idx` (`created_at`, `id`),
    INDEX `users_name_key_id_idx` (`name_key`, `id`),
    INDEX `users_role_created_at_id_idx` (`role`, `created_at`, `id`),
    INDEX `users_status_created_at_id_idx` (`status`, `created_at`, `id`),
    INDEX `users_role_status_idx` (`role`, `status`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin ENGINE = InnoDB;

CREATE TABLE `user_search_terms` (
    `user_id` CHAR(36) NOT NULL,
    `term` VARCHAR(64) NOT NULL,
    PRIMARY KEY (`user_id`, `term`),
    INDEX `user_search_terms_term_user_id_idx` (`term`, `user_id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin ENGINE = InnoDB;

CREATE TABLE `sessions` (
    `id` CHAR(36) NOT NULL,
    `user_id` CHAR(36) NOT NULL,
    `token_hash` CHAR(64) NOT NULL,
    `user_agent` VARCHAR(255) NULL,
    `ip` VARCHAR(45) NULL,
    `created_at` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    `last_seen_at` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    `expires_at` DATETIME(3) NOT NULL,
    PRIMARY KEY (`id`),
    UNIQUE INDEX `sessions_token_hash_key` (`token_hash`),
    INDEX `sessions_user_id_created_at_idx` (`user_id`, `created_at`),
    INDEX `sessions_expires_at_idx` (`expires_at`),
    INDEX `sessions_last_seen_at_idx` (`last_seen_at`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin ENGINE = InnoDB;

CREATE TABLE `verification_tokens` (
    `id` CHAR(36) NOT NULL,
    `user_id` CHAR(36) NOT NULL,
    `purpose` ENUM('VERIFY_EMAIL','RESET_PASSWORD') NOT NULL,
    `token_hash` CHAR(64) NOT NULL,
    `created_at` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    `expires_at` DATETIME(3) NOT NULL,
    PRIMARY KEY (`id`),
    UNIQUE INDEX `verification_tokens_token_hash_key` (`token_hash`),
    INDEX `verification_tokens_expires_at_idx` (`expires_at`),
    UNIQUE INDEX `verification_tokens_user_id_purpose_key` (`user_id`, `purpose`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin ENGINE = InnoDB;

CREATE TABLE `outbox_mails` (
    `id` CHAR(36) NOT NULL,
    `template` VARCHAR(40) NOT NULL,
    `payload` TEXT NOT NULL,
    `attempts` INT NOT NULL DEFAULT 0,
    `next_attempt_at` DATETIME(3) NULL,
    `sent_at` DATETIME(3) NULL,
    `created_at` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    PRIMARY KEY (`id`),
    INDEX `outbox_mails_next_attempt_at_idx` (`next_attempt_at`),
    INDEX `outbox_mails_sent_at_idx` (`sent_at`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin ENGINE = InnoDB;

ALTER TABLE `user_search_terms` ADD CONSTRAINT `user_search_terms_user_id_fkey` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE `sessions` ADD CONSTRAINT `sessions_user_id_fkey` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE `verification_tokens` ADD CONSTRAINT `verification_tokens_user_id_fkey` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON DELETE CASCADE ON UPDATE CASCADE;
