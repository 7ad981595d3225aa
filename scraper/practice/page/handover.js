// Where an answer goes on after its stream has been handed over.
export async function* handedOver() {}
