package io.pageconsistency.region;

/** An owner of a region that is the agent's own object, so that its class and identity would mean nothing to a user. */
public interface NamedOwner {
    /** The name in reports. */
    String inWords();
}
