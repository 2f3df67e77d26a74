import type { S3Settings } from "../process/s3-settings";
import { LocalStorage } from "./local-storage";
import { S3Storage } from "./s3-storage";
import type { Storage } from "./storage";

export const openStorage = (settings: { filesDir: string; s3: S3Settings | null }): Storage =>
	settings.s3 ? new S3Storage(settings.s3) : new LocalStorage(settings.filesDir);
