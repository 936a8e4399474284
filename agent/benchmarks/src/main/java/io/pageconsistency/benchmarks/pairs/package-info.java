/**
 * The measured steps: an allocation and its release, with the agent and bare. Each class is a JMH benchmark, or something that one
 * is compared with. Begin at {@link io.pageconsistency.benchmarks.pairs.NettyPair}.
 */
package io.pageconsistency.benchmarks.pairs;
