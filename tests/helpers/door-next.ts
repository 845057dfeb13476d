// Before anything is loaded: requests go to a `next start`, over HTTP.
process.env.TEST_DOOR = "next";
