/** The users, their habits, and the hardware. */
export type Scenario = {
	name: string;
	people: number;
	/** The share of the users who are connected. */
	online: number;
	serversPerPerson: number;
	/** The sizes of servers follow a Pareto distribution with this exponent, between the bounds. Smaller is heavier-tailed. */
	tail: number;
	smallestServer: number;
	largestServer: number;
	channelsPerServer: number;
	/** Channels that a connected user has open. */
	openChannels: number;
	messagesPerDay: number;
	/** The load of the busiest hour, as a multiple of the average. */
	peak: number;
	/** How many times a day a user connects and disconnects. */
	comingsPerDay: number;
	/** Channels that a connected user opens in an hour. */
	openingsPerHour: number;
	databases: number;
	coresPerDatabase: number;
	redises: number;
	/** Which instances receive typing, heads and presence: all, or those with connected members of the server. */
	eventsGoTo: "everybody" | "followers";
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
	eventsGoTo: "everybody",
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
		eventsGoTo: "followers",
	},
];
