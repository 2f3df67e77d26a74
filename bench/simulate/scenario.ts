/** The users, their activity, and the hardware. Times are of the busiest hour. */
export type Scenario = {
	name: string;
	people: number;
	/** The share of the users who are connected. */
	online: number;
	serversPerPerson: number;
	/**
	 * Sizes of servers: Pareto with this exponent, between these bounds. The smaller the exponent, the heavier the tail.
	 */
	tail: number;
	smallestServer: number;
	largestServer: number;
	channelsPerServer: number;
	/** Channels that a connected user has open. */
	openChannels: number;
	messagesPerDay: number;
	/** How much busier the busiest hour is than the average one. */
	peak: number;
	/** How many times a day a user connects and disconnects. */
	comingsPerDay: number;
	/** Channels that a connected user opens in an hour. */
	openingsPerHour: number;
	databases: number;
	coresPerDatabase: number;
	redises: number;
	/** Where typing, heads and presence are sent: to every instance, or to those with connected members of the server. */
	wordsGoTo: "everybody" | "followers";
};

const common = {
	online: 0.2,
	serversPerPerson: 5,
	tail: 1.2,
	smallestServer: 5,
	channelsPerServer: 10,
	openChannels: 1.2,
	messagesPerDay: 20,
	peak: 3,
	comingsPerDay: 4,
	openingsPerHour: 30,
	coresPerDatabase: 2,
	databases: 1,
	redises: 1,
	wordsGoTo: "everybody",
} satisfies Partial<Scenario>;

export const SCENARIOS: Scenario[] = [
	{ ...common, name: "10 thousand, one machine", people: 1e4, largestServer: 5000 },
	{ ...common, name: "1 million, as built", people: 1e6, largestServer: 100_000, coresPerDatabase: 32 },
	{ ...common, name: "10 million, as built", people: 1e7, largestServer: 1e6, coresPerDatabase: 64 },
	{ ...common, name: "100 million, as built", people: 1e8, largestServer: 1e6, coresPerDatabase: 64 },
	{
		...common,
		name: "100 million, divided",
		people: 1e8,
		largestServer: 1e6,
		coresPerDatabase: 32,
		databases: 32,
		redises: 256,
		wordsGoTo: "followers",
	},
];
