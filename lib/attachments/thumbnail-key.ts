export const thumbnailKey = (key: string) => `${key}-thumbnail`;
