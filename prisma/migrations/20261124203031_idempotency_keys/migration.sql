CREATE TABLE `idempotency_keys` (
    `id` CHAR(64) NOT NULL,
    `fingerprint` CHAR(43) NOT NULL,
    `run` CHAR(36) NOT NULL,
    `lease_until` DATETIME(3) NOT NULL,
    `committed_at` DATETIME(3) NULL,
    `payload` MEDIUMTEXT NULL,
    `expires_at` DATETIME(3) NOT NULL,
    PRIMARY KEY (`id`),
    INDEX `idempotency_keys_expires_at_idx` (`expires_at`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin ENGINE = InnoDB;
