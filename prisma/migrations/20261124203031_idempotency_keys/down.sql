-- lossy: table idempotency_keys

DROP TABLE `idempotency_keys`;
