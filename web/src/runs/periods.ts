/** For how many hours failures are looked at. */
export const periods = [1, 24, 168, 720] as const;
export type Period = (typeof periods)[number];
