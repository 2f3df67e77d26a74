/** For how many days a server keeps messages: null is as long as the instance does, and of that for ever. */
export type ServerRetention = {
	keepDays: number | null;
	instanceKeepDays: number | null;
	/** When older messages are removed next. */
	nextRunAt: string;
};
/** The same of a channel. The least of the three numbers counts. */
export type ChannelRetention = ServerRetention & { serverKeepDays: number | null };
