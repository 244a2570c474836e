package dev.andon.vision;

/**
 * What the network gave for a batch of tiles.
 *
 * @param embeddings tile after tile
 * @param logits tile after tile, before temperature and sigmoid
 */
record ModelOutput(float[] embeddings, float[] logits) {}
