package io.pageconsistency.region;

/** What owns a region and is no object of the application's, so that its class and identity would tell nobody anything. */
public interface NamedOwner {
    /** What it is called in reports. */
    String inWords();
}
