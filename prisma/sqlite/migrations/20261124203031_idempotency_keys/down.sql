-- lossy: table idempotency_keys

-- DropTable
PRAGMA foreign_keys=off;
DROP TABLE "idempotency_keys";
PRAGMA foreign_keys=on;
