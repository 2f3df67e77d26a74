/** Whether a place for backups is a bucket: `s3://bucket/prefix`. */
export const isBucket = (place: string | undefined): place is string => place?.startsWith("s3://") === true;
