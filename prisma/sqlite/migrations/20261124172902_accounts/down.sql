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
DELETE FROM "sessions" WHERE "impersonator_session_id" IS NOT NULL;

DELETE FROM "verification_tokens" WHERE "purpose" = 'CHANGE_EMAIL';

-- DropIndex
DROP INDEX "account_requests_created_at_idx";

-- DropIndex
DROP INDEX "sign_in_failures_last_failed_at_idx";

-- DropIndex
DROP INDEX "challenges_token_hash_key";

-- DropIndex
DROP INDEX "challenges_user_id_idx";

-- DropIndex
DROP INDEX "challenges_expires_at_idx";

-- DropIndex
DROP INDEX "passkeys_credential_id_hash_key";

-- DropIndex
DROP INDEX "passkeys_user_id_created_at_idx";

-- DropIndex
DROP INDEX "linked_identities_user_id_created_at_idx";

-- DropIndex
DROP INDEX "linked_identities_provider_subject_key";

-- DropIndex
DROP INDEX "api_keys_key_hash_key";

-- DropIndex
DROP INDEX "api_keys_user_id_created_at_id_idx";

-- DropIndex
DROP INDEX "audit_events_created_at_id_idx";

-- DropIndex
DROP INDEX "audit_events_account_id_created_at_id_idx";

-- DropIndex
DROP INDEX "audit_events_actor_id_created_at_id_idx";

-- DropIndex
DROP INDEX "audit_events_type_created_at_id_idx";

-- DropIndex
DROP INDEX "audit_events_account_id_sequence_key";

-- DropTable
PRAGMA foreign_keys=off;
DROP TABLE "account_requests";
PRAGMA foreign_keys=on;

-- DropTable
PRAGMA foreign_keys=off;
DROP TABLE "sign_in_failures";
PRAGMA foreign_keys=on;

-- DropTable
PRAGMA foreign_keys=off;
DROP TABLE "challenges";
PRAGMA foreign_keys=on;

-- DropTable
PRAGMA foreign_keys=off;
DROP TABLE "totp_factors";
PRAGMA foreign_keys=on;

-- DropTable
PRAGMA foreign_keys=off;
DROP TABLE "recovery_codes";
PRAGMA foreign_keys=on;

-- DropTable
PRAGMA foreign_keys=off;
DROP TABLE "passkeys";
PRAGMA foreign_keys=on;

-- DropTable
PRAGMA foreign_keys=off;
DROP TABLE "linked_identities";
PRAGMA foreign_keys=on;

-- DropTable
PRAGMA foreign_keys=off;
DROP TABLE "api_keys";
PRAGMA foreign_keys=on;

-- DropTable
PRAGMA foreign_keys=off;
DROP TABLE "audit_chains";
PRAGMA foreign_keys=on;

-- DropTable
PRAGMA foreign_keys=off;
DROP TABLE "audit_events";
PRAGMA foreign_keys=on;

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_users" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "name_key" TEXT NOT NULL,
    "role" TEXT NOT NULL DEFAULT 'USER',
    "status" TEXT NOT NULL DEFAULT 'ACTIVE',
    "password_hash" TEXT,
    "email_verified_at" DATETIME,
    "last_sign_in_at" DATETIME,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP
);
INSERT INTO "new_users" ("created_at", "email", "email_verified_at", "id", "last_sign_in_at", "name", "name_key", "password_hash", "role", "status", "updated_at", "version") SELECT "created_at", "email", "email_verified_at", "id", "last_sign_in_at", "name", "name_key", "password_hash", "role", "status", "updated_at", "version" FROM "users";
DROP TABLE "users";
ALTER TABLE "new_users" RENAME TO "users";
CREATE UNIQUE INDEX "users_email_key" ON "users"("email");
CREATE INDEX "users_created_at_id_idx" ON "users"("created_at", "id");
CREATE INDEX "users_name_key_id_idx" ON "users"("name_key", "id");
CREATE INDEX "users_role_created_at_id_idx" ON "users"("role", "created_at", "id");
CREATE INDEX "users_status_created_at_id_idx" ON "users"("status", "created_at", "id");
CREATE INDEX "users_role_status_idx" ON "users"("role", "status");
CREATE TABLE "new_sessions" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "user_id" TEXT NOT NULL,
    "token_hash" TEXT NOT NULL,
    "user_agent" TEXT,
    "ip" TEXT,
    "created_at" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" DATETIME NOT NULL,
    CONSTRAINT "sessions_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
INSERT INTO "new_sessions" ("created_at", "expires_at", "id", "ip", "last_seen_at", "token_hash", "user_agent", "user_id") SELECT "created_at", "expires_at", "id", "ip", "last_seen_at", "token_hash", "user_agent", "user_id" FROM "sessions";
DROP TABLE "sessions";
ALTER TABLE "new_sessions" RENAME TO "sessions";
CREATE UNIQUE INDEX "sessions_token_hash_key" ON "sessions"("token_hash");
CREATE INDEX "sessions_user_id_created_at_idx" ON "sessions"("user_id", "created_at");
CREATE INDEX "sessions_expires_at_idx" ON "sessions"("expires_at");
CREATE INDEX "sessions_last_seen_at_idx" ON "sessions"("last_seen_at");
CREATE TABLE "new_verification_tokens" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "user_id" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "token_hash" TEXT NOT NULL,
    "created_at" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" DATETIME NOT NULL,
    CONSTRAINT "verification_tokens_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
INSERT INTO "new_verification_tokens" ("created_at", "expires_at", "id", "purpose", "token_hash", "user_id") SELECT "created_at", "expires_at", "id", "purpose", "token_hash", "user_id" FROM "verification_tokens";
DROP TABLE "verification_tokens";
ALTER TABLE "new_verification_tokens" RENAME TO "verification_tokens";
CREATE UNIQUE INDEX "verification_tokens_token_hash_key" ON "verification_tokens"("token_hash");
CREATE INDEX "verification_tokens_expires_at_idx" ON "verification_tokens"("expires_at");
CREATE UNIQUE INDEX "verification_tokens_user_id_purpose_key" ON "verification_tokens"("user_id", "purpose");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
