// Before anything is loaded: requests go through the front, over HTTP.
process.env.TEST_DOOR = "front";
