/**
 * Steps that are measured: an allocation and its release, with the agent and bare. Each class is a benchmark of JMH, or what one
 * stands against. Begin at {@link io.pageconsistency.benchmarks.pairs.NettyPair}.
 */
package io.pageconsistency.benchmarks.pairs;
